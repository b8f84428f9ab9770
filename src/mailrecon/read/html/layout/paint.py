"""Decide whether painted letters are legible: backgrounds, filters, shadows, strokes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from mailrecon.read.html.css.blend import blended, is_mode
from mailrecon.read.html.css.pictures import painted_by
from mailrecon.read.html.css.values import CURRENT, colour, number, pixels, split
from mailrecon.read.html.layout.insets import grounds_of, insets_of
from mailrecon.read.html.remembered import remember_short
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, is_legible
from mailrecon.regex import regex

# The background is an unknown picture.
UNKNOWN: tuple[Colour, ...] = ()
# A stronger blur makes letters illegible, in pixels for letters of 16 pixels.
_MOST_BLUR = 2.0
_MOST_SHADOW_BLUR = 2.0
# `color: #fff; text-shadow: 0 0 5px #000`: white letters with a dark blur are legible on white.
_MOST_HAZE = 6.0
# The strokes of letters are about a tenth of their size, and half of an outline lies inside.
_THICK_STROKE = 0.18
# A line through letters at least this thick, as a share of their size, covers them.
_THICK = 0.6
_LEAST_OPACITY = 0.1
# Ends the name of a blend mode where nothing but letters is behind the box.
BARE = " bare"
_FUNCTION = regex(r"([a-z-]+)\(\s*([^()]*)\)")


class Effect(NamedTuple):
    """An effect on a painted group: a filter, or opacity over the `outer` background."""

    name: str
    amount: float
    outer: tuple[Colour, ...]


class PaintedLetters(Struct, frozen=True):
    """The paint of letters, before the effects of their groups."""

    fill: Colour
    size: float
    shadow: str
    stroke: Colour | None
    struck: bool
    outline: float = 0.0


def ground_of(
    found: Mapping[str, str], above: tuple[Colour, ...], current: Colour
) -> tuple[Colour, ...]:
    """The colours that may lie behind an element's letters; UNKNOWN for a picture.

    `above` is the background of the element, `current` its own colour.
    """
    ground = above
    own = as_colour(found.get("background-color", ""), current)
    if own is not None and own.opacity > 0:
        if own.opacity >= 1:
            ground = (own,)
        else:
            ground = tuple(own.over(under) for under in above)
    image = found.get("background-image", "")
    if image and image != "none" and not _is_thin(found):
        ground = _pictured(
            image,
            ground,
            current,
            solid=own is not None and own.opacity >= 1,
            modes=split(found.get("background-blend-mode", ""), ","),
        )
    framed = found.get("border-image", "")
    if "fill" in framed.lower().replace("/", " ").split():  # its middle is painted, too
        ground = _pictured(split(framed, " ")[0], ground, current, solid=False)
    shadow = found.get("box-shadow", "")
    if insets := insets_of(shadow, 16.0, current):
        # The place of a word in the box decides which applies: see `flow`.
        shaded, clear = grounds_of(insets, ground)
        ground = shaded + clear
    return ground


def _unwrapped(layer: str) -> str:
    """The first picture of `image-set(linear-gradient(#000, #000) 1x, …)`."""
    lower = layer.lower()
    if not lower.startswith(("image-set(", "-webkit-image-set(")):
        return layer
    first = split(layer[layer.index("(") + 1 :].rstrip(") ") + ")", ",")[:1]
    return split(first[0], " ")[0] if first else layer


def _is_thin(found: Mapping[str, str]) -> bool:
    """Whether a picture is at most a thin line: `background-size: 100% 2px`, drawn once."""
    repeated = found.get("background-repeat", "repeat")
    sizes = [pixels(word, 16.0) for word in found.get("background-size", "").split()]
    if any(size == 0 for size in sizes):
        return True
    return "no-repeat" in repeated and any(size is not None and size <= 4 for size in sizes)


def as_colour(text: str, current: Colour) -> Colour | None:
    """Parse a colour, with `currentcolor` replaced; None if it is not a colour."""
    found = colour(text) if text else None
    return current if found == CURRENT else found if isinstance(found, Colour) else None


def _pictured(
    image: str,
    ground: tuple[Colour, ...],
    current: Colour,
    *,
    solid: bool,
    modes: Sequence[str] = (),
) -> tuple[Colour, ...]:
    """The background with its pictures; `solid` is True if it has a colour below them.

    `modes` are the layers' blend modes, repeated as often as needed.
    """
    layers = list(map(_unwrapped, split(image, ",")))
    for place in range(len(layers) - 1, -1, -1):
        layer = layers[place]
        mode = modes[place % len(modes)] if modes else ""
        stops = _stops(layer, current) if "gradient(" in layer.lower() else painted_by(layer)
        if stops is None:
            # If a picture is missing, the colour behind it is visible: `#000 url(missing.png)`.
            ground = ground if solid else UNKNOWN
            continue
        ground = tuple(
            stop if stop.opacity >= 1 and not is_mode(mode) else blended(mode, stop, under)
            for stop in stops
            for under in (ground[:4] or (BLACK,))
        )[:64]
    return ground


@remember_short(512)
def _gradient(text: str) -> tuple[str, ...]:
    inner = text[text.index("(") + 1 :].rstrip(") ")
    return tuple(word for part in split(inner, ",") for word in split(part, " "))


def _stops(layer: str, current: Colour) -> tuple[Colour, ...] | None:
    """The colours of a gradient."""
    words = _gradient(layer)
    found = [shade for word in words if (shade := as_colour(word, current)) is not None]
    return tuple(found[:16]) or None


def stops_of(image: str, current: Colour) -> tuple[Colour, ...]:
    """The colours of the top gradient or one-colour picture; empty if unknown."""
    layers = split(image, ",") if image and image != "none" else []
    if not layers:
        return ()
    top = _unwrapped(layers[0])
    found = _stops(top, current) if "gradient(" in top.lower() else painted_by(top)
    return found or ()


def effects_of(
    found: Mapping[str, str],
    outer: tuple[Colour, ...],
    above: tuple[Effect, ...],
) -> tuple[Effect, ...]:
    """The effects on an element's group, after those of the groups around it: the last is first."""
    effects = list(above)
    # Filters come first, in their order, then opacity, then blending (Filter Effects 1, 8).
    if is_mode(mode := found.get("mix-blend-mode", "")):
        effects.append(Effect(mode, 1.0, outer))
    opacity = number(found.get("opacity", "")) if "opacity" in found else None
    if opacity is not None and opacity < 1:
        effects.append(Effect("opacity", max(opacity, 0.0), outer))
    for name, value in reversed(_FUNCTION.findall(found.get("filter", "").lower())):
        if name == "blur":
            effects.append(Effect(name, pixels(value or "0", 16.0) or 0.0, outer))
        elif name in _FILTERS or name == "opacity":
            amount = number(value) if value.strip() else 1.0
            if amount is not None:
                effects.append(Effect(name, amount, outer))
    return tuple(effects)


def _brightness(shade: Colour, amount: float) -> Colour:
    return _each(shade, lambda share: share * amount)


def _contrast(shade: Colour, amount: float) -> Colour:
    return _each(shade, lambda share: (share - 127.5) * amount + 127.5)


def _invert(shade: Colour, amount: float) -> Colour:
    amount = min(amount, 1.0)
    return _each(shade, lambda share: share * (1 - amount) + (255 - share) * amount)


def _grey(shade: Colour, amount: float) -> Colour:
    amount = min(amount, 1.0)
    luma = 0.2126 * shade.red + 0.7152 * shade.green + 0.0722 * shade.blue
    return _each(shade, lambda share: share * (1 - amount) + luma * amount)


def _each(shade: Colour, change: object) -> Colour:
    assert callable(change)
    red, green, blue = (min(max(float(change(share)), 0.0), 255.0) for share in shade[:3])
    return Colour(red, green, blue, shade.opacity)


_FILTERS = {
    "brightness": _brightness,
    "contrast": _contrast,
    "invert": _invert,
    "grayscale": _grey,
    "sepia": _grey,
}


class LetterSight(NamedTuple):
    """Whether letters are legible, and if not, whether colour or opacity hides them."""

    legible: bool
    transparent: bool = False
    covered: bool = False


def seen(
    letters: PaintedLetters, ground: tuple[Colour, ...], effects: tuple[Effect, ...]
) -> LetterSight:
    """Whether letters on a background are legible after all effects."""
    if letters.struck:
        return LetterSight(False, covered=True)
    share = 1.0
    for effect in effects:
        if effect.name == "blur" and effect.amount > _MOST_BLUR * max(letters.size / 16, 0.5):
            return LetterSight(False, covered=True)
        if effect.name == "opacity":
            share *= min(effect.amount, 1.0)
    if share < _LEAST_OPACITY:
        return LetterSight(False, transparent=True)
    shades = [letters.fill, *_shadows(letters)]
    if letters.stroke is not None:
        # A thick outline is painted over all of the fill: `-webkit-text-stroke: 3px #fff`.
        thick = letters.outline >= _THICK_STROKE * letters.size and letters.stroke.opacity >= 0.9
        shades = [*shades[1 if thick else 0 :], letters.stroke]
    visible = [shade for shade in shades if shade.opacity >= _LEAST_OPACITY]
    if not visible:
        return LetterSight(False, transparent=True)
    if not ground and not effects:
        return LetterSight(True)
    for shade in visible:
        for under in ground or (Colour(127.0, 127.0, 127.0),):
            if not ground or _is_distinct(shade, under, effects, ground):
                return LetterSight(True)
    return LetterSight(False)


def _is_distinct(
    shade: Colour, under: Colour, effects: tuple[Effect, ...], ground: tuple[Colour, ...]
) -> bool:
    """Whether letters contrast; a filter changes only the background inside its group."""
    if not effects:
        return is_legible(shade, under)
    shade, under = shade.over(under), under
    for effect in reversed(effects):
        if effect.name == "opacity":
            outer = effect.outer[0] if effect.outer else under
            shade = shade._replace(opacity=effect.amount).over(outer)
            under = under._replace(opacity=effect.amount).over(outer)
        elif effect.name in _FILTERS:
            change = _FILTERS[effect.name]
            shade = change(shade, effect.amount)
            if effect.outer is not ground:
                under = change(under, effect.amount)
        elif is_mode(effect.name) and effect.outer:
            outer = effect.outer[0]
            shade = blended(effect.name, shade, outer)
            under = outer if effect.outer is ground else blended(effect.name, under, outer)
    return is_legible(shade, under)


def hides_all_behind(found: Mapping[str, str]) -> bool:
    """Whether a box's `backdrop-filter` makes everything behind it illegible."""
    filters = found.get("backdrop-filter", found.get("-webkit-backdrop-filter", "")).lower()
    black, white = BLACK, WHITE
    for name, value in _FUNCTION.findall(filters):
        if name == "blur" and (pixels(value or "0", 16.0) or 0.0) > _MOST_BLUR:
            return True
        amount = number(value) if value.strip() else 1.0
        if name in _FILTERS and amount is not None:
            black, white = _FILTERS[name](black, amount), _FILTERS[name](white, amount)
    return not is_legible(black, white)


def covers(shade: Colour, mode: str) -> bool:
    """Whether text below a colour with this blend mode is illegible."""
    if mode.endswith(BARE):
        mode = mode.removesuffix(BARE)
        return is_mode(mode) and not is_legible(blended(mode, shade, BLACK), shade.over(WHITE))
    if not is_mode(mode):
        return shade.opacity >= 0.9
    return not is_legible(blended(mode, shade, BLACK), blended(mode, shade, WHITE))


def _shadows(letters: PaintedLetters) -> list[Colour]:
    """Shadows sharp enough to read: `color: transparent; text-shadow: 0 0 0 #000`."""
    if not letters.shadow or letters.shadow == "none":
        return []
    found = []
    most = _MOST_HAZE if letters.fill.opacity >= 0.9 else _MOST_SHADOW_BLUR
    for shadow in split(letters.shadow, ","):
        words = split(shadow, " ")
        lengths = [size for word in words if (size := pixels(word, letters.size)) is not None]
        blur = lengths[2] if len(lengths) > 2 else 0.0
        shade = next(
            (c for word in words if (c := as_colour(word, letters.fill)) is not None), letters.fill
        )
        far = max((abs(size) for size in lengths[:2]), default=0.0)
        if lengths and blur <= most and far < 2_000:
            found.append(shade)
    return found


def is_struck(found: Mapping[str, str], size: float) -> bool:
    """Whether a line through letters is so thick that it covers them."""
    lines = found.get("text-decoration-line", "")
    thick = pixels(found.get("text-decoration-thickness", ""), size, size)
    if thick is None or thick < _THICK * size:
        return False
    # text-decoration-color: transparent
    if as_colour(found.get("text-decoration-color", CURRENT), BLACK) == Colour(0, 0, 0, 0):
        return False
    # text-decoration: line-through 1em
    if "line-through" in lines:
        return True
    # text-decoration: underline 1em; text-underline-offset: -1em. Ink is left clear by default.
    if found.get("text-decoration-skip-ink") != "none":
        return False
    offset = pixels(found.get("text-underline-offset", ""), size, size)
    return "underline" in lines and offset is not None and offset <= -thick / 2
