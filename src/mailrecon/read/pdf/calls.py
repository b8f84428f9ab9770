"""PDFium's functions, called with plain numbers as handles and addresses.

The functions of `pypdfium2.raw` make an object for each pointer and check its type. In thousands of
calls per page, that takes three times as long as PDFium's own work. Here a handle is a number. A
number that did not come from PDFium crashes the process, so only this package uses these functions.
"""

from __future__ import annotations

import array
import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat, starmap
from typing import Any

from pypdfium2 import raw

_INT, _NUMBER, _BYTES = ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p


def _plain(function: Any, returned: Any, *arguments: Any) -> Callable[..., Any]:
    """The function at the same address, with other types."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returned, *arguments)(address)


def _plain_without_types(function: Any, returned: Any) -> Callable[..., Any]:
    """The same, for arguments that are C's `int` or come from `reference_to`.

    Without types, ctypes passes a number as C's `int` and a reference as a pointer, in less than
    half the time.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returned)(address)


def reference_to(handle: int) -> Any:
    """A handle as a reference, for functions without types."""
    return ctypes.byref(ctypes.c_char.from_address(handle))


def each(function: Callable[..., Any], *arguments: Iterable[Any]) -> Iterator[Any]:
    """What a function of PDFium returns for each of some arguments.

    `map` would make a tuple for each call; `zip` uses one for all.
    """
    return starmap(function, zip(*arguments, strict=False))


# PDFium's null handle is None here, the value that `c_void_p` gives.
text_object = _plain(raw.FPDFText_GetTextObject, _NUMBER, _NUMBER, _INT)

count_objects = _plain(raw.FPDFPage_CountObjects, _INT, _NUMBER)
mark = _plain(raw.FPDFPageObj_GetMark, _NUMBER, _NUMBER, ctypes.c_ulong)
mark_name = _plain(raw.FPDFPageObjMark_GetName, _INT, _NUMBER, _NUMBER, ctypes.c_ulong, _NUMBER)
mark_parameter = _plain(raw.FPDFPageObjMark_GetParamValueType, _INT, _NUMBER, _BYTES)
count_clips = _plain(raw.FPDFClipPath_CountPaths, _INT, _NUMBER)

# These take references to handles.
angle = _plain_without_types(raw.FPDFText_GetCharAngle, ctypes.c_float)
lacks_unicode = _plain_without_types(raw.FPDFText_HasUnicodeMapError, _INT)
page_object = _plain_without_types(raw.FPDFPage_GetObject, _NUMBER)
count_marks = _plain_without_types(raw.FPDFPageObj_CountMarks, _INT)
font_of = _plain_without_types(raw.FPDFTextObj_GetFont, _NUMBER)
# For an object that is not text, PDFium gives an unknown mode.
render_mode = _plain_without_types(raw.FPDFTextObj_GetTextRenderMode, _INT)
has_transparency = _plain_without_types(raw.FPDFPageObj_HasTransparency, _INT)
clip_path = _plain_without_types(raw.FPDFPageObj_GetClipPath, _NUMBER)
_fill_colour = _plain_without_types(raw.FPDFPageObj_GetFillColor, _INT)
# A box that PDFium lacks stays as it was.
_loose_box = _plain_without_types(raw.FPDFText_GetLooseCharBox, None)
# PDFium's box is four floats: left, top, right, bottom. A float of four such bytes is not a number.
_BOX, _NO_NUMBER = 16, 0xFF
# Its colour is four whole numbers: red, green, blue and how opaque.
COLOUR, _CHANNELS = 16, 4


def references_to(handles: Iterable[int]) -> list[Any]:
    """Handles as references."""
    return list(map(ctypes.byref, map(ctypes.c_char.from_address, handles)))


def number_of(pointer: Any) -> int:
    """The address in a pointer of `pypdfium2`, as a number."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


class PageBuffer:
    """Memory for the values of a page's characters and objects, which the next page uses again."""

    def __init__(self) -> None:
        self._boxes = self._colours = ctypes.create_string_buffer(1)
        self._box_places: list[Any] = []
        self._channels: list[list[Any]] = [[]]

    def loose_boxes(self, text_page: int, indexes: Iterable[int], count: int) -> array.array[float]:
        """The boxes that the font gives `count` characters of a page, four numbers each.

        If PDFium lacks the box, each of the four is NaN.
        """
        values = array.array("f")
        if count > len(self._box_places):
            # Pages differ in length, so the next one may need some more.
            size = 2 * count
            self._boxes = ctypes.create_string_buffer(_BOX * size)
            self._box_places = _references(self._boxes, range(0, _BOX * size, _BOX))
        ctypes.memset(self._boxes, _NO_NUMBER, _BOX * count)
        page = repeat(reference_to(text_page))
        deque(each(_loose_box, page, indexes, self._box_places), maxlen=0)
        values.frombytes(memoryview(self._boxes)[: _BOX * count])
        return values

    def fill_colours(self, objects: Sequence[Any]) -> bytes | None:
        """The colours of objects, `COLOUR` bytes each; None if one of them has none."""
        size = COLOUR * len(objects)
        if len(objects) > len(self._channels[0]):
            self._colours = ctypes.create_string_buffer(size)
            step = COLOUR // _CHANNELS
            self._channels = [
                _references(self._colours, range(step * channel, size, COLOUR))
                for channel in range(_CHANNELS)
            ]
        if not all(each(_fill_colour, objects, *self._channels)):
            return None
        return bytes(memoryview(self._colours)[:size])


def _references(memory: Any, offsets: Iterable[int]) -> list[Any]:
    return list(map(ctypes.byref, repeat(memory), offsets))
