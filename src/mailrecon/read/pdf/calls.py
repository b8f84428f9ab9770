"""PDFium's functions, called with plain numbers as handles and addresses.

The functions of `pypdfium2.raw` make an object for each pointer and check its type. In thousands of
calls per page, that takes three times as long as PDFium's own work. Here a handle is a number. A
number that did not come from PDFium crashes the process, so only this package uses these functions.
"""

from __future__ import annotations

import array
import ctypes
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from pypdfium2 import raw

_INT, _NUMBER, _BYTES = ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p


def _plain(function: Any, returned: Any, *arguments: Any) -> Callable[..., Any]:
    """The function at the same address, with other types."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returned, *arguments)(address)


def _plain_without_types(function: Any, returned: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(returned)(address)


# PDFium's null handle is None here, the value that `c_void_p` gives.
angle = _plain(raw.FPDFText_GetCharAngle, ctypes.c_float, _NUMBER, _INT)
has_no_unicode = _plain(raw.FPDFText_HasUnicodeMapError, _INT, _NUMBER, _INT)
text_object = _plain(raw.FPDFText_GetTextObject, _NUMBER, _NUMBER, _INT)

count_objects = _plain(raw.FPDFPage_CountObjects, _INT, _NUMBER)
page_object = _plain(raw.FPDFPage_GetObject, _NUMBER, _NUMBER, _INT)
kind_of = _plain(raw.FPDFPageObj_GetType, _INT, _NUMBER)
count_marks = _plain(raw.FPDFPageObj_CountMarks, _INT, _NUMBER)
mark = _plain(raw.FPDFPageObj_GetMark, _NUMBER, _NUMBER, ctypes.c_ulong)
mark_name = _plain(raw.FPDFPageObjMark_GetName, _INT, _NUMBER, _NUMBER, ctypes.c_ulong, _NUMBER)
mark_parameter = _plain(raw.FPDFPageObjMark_GetParamValueType, _INT, _NUMBER, _BYTES)
font_of = _plain(raw.FPDFTextObj_GetFont, _NUMBER, _NUMBER)
render_mode = _plain(raw.FPDFTextObj_GetTextRenderMode, _INT, _NUMBER)
fill_colour = _plain(
    raw.FPDFPageObj_GetFillColor, _INT, _NUMBER, _NUMBER, _NUMBER, _NUMBER, _NUMBER
)
has_transparency = _plain(raw.FPDFPageObj_HasTransparency, _INT, _NUMBER)
clip_path = _plain(raw.FPDFPageObj_GetClipPath, _NUMBER, _NUMBER)
count_clips = _plain(raw.FPDFClipPath_CountPaths, _INT, _NUMBER)


def number_of(pointer: Any) -> int:
    """The address in a pointer of `pypdfium2`, as a number."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


# Without types, ctypes passes a number as C's `int` and a reference as a pointer, in less than half
# the time.
_loose_box = _plain_without_types(raw.FPDFText_GetLooseCharBox, _INT)
# PDFium's box is four floats: left, top, right, bottom.
_BOX, _FLOAT = 4, 4


class BoxBuffer:
    """Memory for the boxes of a page's characters, which the next page uses again."""

    def __init__(self) -> None:
        self._buffer: Any = None
        self._places: list[Any] = []

    def loose_boxes(self, text_page: int, indexes: Sequence[int]) -> array.array[float] | None:
        """The boxes that the font gives characters of a page; None if PDFium lacks one."""
        count = len(indexes)
        if count > len(self._places):
            self._buffer = (ctypes.c_float * (_BOX * count))()
            step = _FLOAT * _BOX
            self._places = [ctypes.byref(self._buffer, step * place) for place in range(count)]
        handle = ctypes.byref(ctypes.c_char.from_address(text_page))
        if not all(map(_loose_box, repeat(handle), indexes, self._places)):
            return None
        values = array.array("f")
        if count:
            values.frombytes(memoryview(self._buffer).cast("B")[: _FLOAT * _BOX * count])
        return values
