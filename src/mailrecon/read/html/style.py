"""How an element looks once all that is said of it is weighed: the cascade (CSS Cascade 5).

What is said comes, weakest first, from what HTML prescribes for its tag and attributes, the style
sheets, and its `style`. A Style also knows what it inherits, what lies behind its letters, and so
whether a reader of the page can see them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from types import MappingProxyType
from typing import Any, NamedTuple

import tinycss2

from mailrecon.model import Hiding
from mailrecon.read.colours import BLACK, WHITE, Colour, is_legible
from mailrecon.read.html import boxes, paint
from mailrecon.read.html.css_functions import Place, Subject, asks, names_asked, replaced
from mailrecon.read.html.css_sheet import UNLAYERED, Declaration, Rule, StyleSheet, declarations
from mailrecon.read.html.css_values import FONT_SIZES, MEDIUM, WIDE, longhands, number, pixels
from mailrecon.read.html.hints import hints
from mailrecon.read.html.pictures import is_too_large
from mailrecon.read.html.tags import word_set
from mailrecon.read.html.tree import Looks, Node, TooCostly

_DARK_PAGE = Colour(18.0, 18.0, 18.0)
_MOST_REMEMBERED = 50_000
# What a value may grow to when its variables are written out, in characters, beyond the longest.
_LONGEST_VALUE = 100_000
# What is painted of an element with a value that can't be followed: its words are withheld, and its
# box counts as opaque. The last entry is for the warning.
_LOST = {"background-image": "none", "background-color": "#000", "filter": "opacity(0)"}
_IS_LOST = "-mailrecon-lost"
_DEEPEST_VARIABLE = 100
# Letters smaller than this, in pixels, are dots.
_SMALLEST = 3.0
_INHERITED = word_set(
    """color font-size visibility text-indent -webkit-text-security -webkit-text-fill-color
    text-shadow letter-spacing -webkit-text-stroke-color -webkit-text-stroke-width
    line-height color-scheme text-align"""
)
_SIZE_STEP = 1.2


# What cssselect2 gives for a match: specificity, order, pseudo-element, and our rule.
_Match = tuple[object, int, str | None, Rule]
_Matched = tuple[_Match, ...]


class Unseen(NamedTuple):
    """Why text can't be seen, and whether it leaves space on the page."""

    how: Hiding
    space: bool


class Style:
    """The computed style of an element. `spaced`, `display` and so on are as they are declared.

    `gone` is what hides all that is in it; `unseen` what hides the text right in it. `ground` are
    the colours that may lie behind it (none: not known). Lengths are in pixels, `width` in points.
    """

    __slots__ = (
        "_unseen",
        "before",
        "body_colour",
        "border_above",
        "boxed",
        "bulleted",
        "colour",
        "custom",
        "display",
        "effects",
        "first_line",
        "flowing",
        "found",
        "gone",
        "ground",
        "indented",
        "inherited",
        "is_ruled_left",
        "plain",
        "position",
        "preformatted",
        "root_size",
        "scale",
        "size",
        "solid",
        "spaced",
        "struck",
        "visible",
        "width",
    )

    def __init__(self) -> None:
        self.display = ""
        self.spaced: bool | None = None
        self.preformatted: bool | None = None
        self.bulleted = True
        self.border_above = False
        self.is_ruled_left = False
        self.indented = False
        self.width: float | None = None
        self.boxed = False
        self.position = "static"
        self.found: Mapping[str, str] = {}
        self.inherited: Mapping[str, str] = {}
        self.custom: Mapping[str, str] = {}
        self.colour = BLACK
        self.body_colour = BLACK
        self.size = MEDIUM
        self.root_size = MEDIUM
        self.scale = 1.0
        self.visible = True
        self.struck = False
        self.flowing = True
        self.solid: Colour | None = None
        self.ground: tuple[Colour, ...] = (WHITE,)
        self.effects: tuple[paint.Effect, ...] = ()
        self.gone: Unseen | None = None
        self.before: tuple[Mapping[str, str], ...] = ()
        self.first_line: Unseen | None = None
        self.plain: Style | None = None
        self._unseen: Unseen | bool | None = False

    @property
    def unseen(self) -> Unseen | None:
        """Why the text right in the element can't be seen; None where it can."""
        if isinstance(self._unseen, bool):
            self._unseen = self._judged()
        return self._unseen

    def _judged(self) -> Unseen | None:
        if self.gone is not None:
            return self.gone
        if not self.visible:
            return Unseen(Hiding.NOT_DISPLAYED, self.flowing)
        if self.size * self.scale < _SMALLEST:
            return Unseen(Hiding.TOO_SMALL, False)
        if self.inherited.get("-webkit-text-security", "none") != "none":
            return Unseen(Hiding.COVERED, True)
        spacing = pixels(self.inherited.get("letter-spacing", ""), self.size)
        if spacing is not None and spacing <= -0.5 * self.size:
            return Unseen(Hiding.COVERED, True)
        sight = paint.seen(self._letters(), self.ground, self.effects)
        if sight.legible:
            return None
        if sight.transparent:
            return Unseen(Hiding.TRANSPARENT, self.flowing)
        return Unseen(Hiding.COVERED if sight.covered else Hiding.SAME_COLOUR, self.flowing)

    def _letters(self) -> paint.Letters:
        own = self.inherited.get
        fill = paint.as_colour(own("-webkit-text-fill-color", ""), self.colour) or self.colour
        if self.found.get("background-clip") == "text":
            # The background is painted through the letters alone.
            painted = paint.ground_of(self.found, (), self.colour)
            if fill.opacity < 1 and painted:
                fill = fill.over(painted[0])
            elif fill.opacity < 1 and self.found.get("background-image", "none") != "none":
                fill = BLACK
        stroke = paint.as_colour(own("-webkit-text-stroke-color", ""), self.colour)
        if not pixels(own("-webkit-text-stroke-width", "0"), self.size):
            stroke = None
        return paint.Letters(
            fill, self.size * self.scale, own("text-shadow", ""), stroke, self.struck
        )


class Cascade:
    """The styles of one page's elements.

    `costly` is True if the sheets exceeded their budget, `lost` if a value could not be followed.
    """

    def __init__(self, sheet: StyleSheet | None, *, quirks: bool = False) -> None:
        self.sheet = sheet
        self.looks = Looks(
            quirks=quirks,
            by_place=sheet is not None and sheet.by_place,
            attributes=sorted(sheet.attributes - {"class", "id"}) if sheet is not None else (),
        )
        self.root = Style()
        self.costly = False
        self.lost = False
        self._quirks = quirks
        self._known: dict[object, Style] = {}
        self._matched: dict[object, _Matched] = {}

    def style(
        self, tag: str, attributes: Mapping[str, str | None], parent: Style, node: Node | None
    ) -> Style:
        """The style of an element in one of style `parent`; `node` where there are sheets."""
        hinted = hints(tag, attributes) if attributes or tag in _HINTED else ()
        inline = attributes.get("style") if attributes else None
        matched = self._match(node) if node is not None else ()
        if "hidden" in attributes and tag != "dialog" and _takes_back(matched, inline or ""):
            hinted = tuple(item for item in hinted if item != _NOT_DISPLAYED)
        if not (hinted or inline or matched or (tag == "table" and self._quirks)):
            if parent.plain is None:
                parent.plain = _computed({}, {}, parent, "", ())
            return parent.plain
        subject = self._subject(inline or "", attributes, node)
        key = (
            parent,
            tag if self._quirks and tag == "table" else "",
            hinted,
            inline,
            matched,
            _asked_of(subject),
        )
        known = self._known.get(key)
        if known is None:
            known = self._computed(tag, parent, hinted, matched, inline or "", subject)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = known
        return known

    def _subject(
        self, inline: str, attributes: Mapping[str, str | None], node: Node | None
    ) -> Subject:
        """What values may ask of an element: nothing of most."""
        names = names_asked(inline) if inline else frozenset()
        by_place = "sibling-" in inline
        if self.sheet is not None:
            names |= self.sheet.values_of
            by_place = by_place or self.sheet.counts
        if not names and not by_place:
            return _NOBODY
        place = Place()
        if by_place and node is not None:
            place = Place(node.index + 1, max(len(node.etree_siblings), 1))
        return Subject({name: attributes[name] for name in names if name in attributes}, place)

    def _match(self, node: Node) -> _Matched:
        assert self.sheet is not None
        key: object = node.key if not self.sheet.by_place else None
        known = self._matched.get(key) if key is not None else None
        if known is not None:
            return known
        if not self.costly:
            matcher = self.sheet.matcher
            try:
                by_tag = matcher.lower_local_name_selectors.get(node.local_name, ())
                self.looks.spend(1 + len(matcher.other_selectors) + len(by_tag))
                found = tuple(matcher.match(node))
            except (TooCostly, RecursionError):
                self.costly = True
            else:
                if key is not None:
                    self._matched[key] = found
                return found
        # Beyond the budget, only the last class of a selector is compared.
        key = (node.local_name, node.classes)
        if key not in self._matched:
            self._matched[key] = tuple(
                entry[1:]
                for name in sorted(node.classes)
                for entry in self.sheet.matcher.class_selectors.get(name, ())
            )
        return self._matched[key]

    def _computed(
        self,
        tag: str,
        parent: Style,
        hinted: tuple[Declaration, ...],
        matched: _Matched,
        inline: str,
        subject: Subject,
    ) -> Style:
        frames = self.sheet.frames if self.sheet is not None else {}
        own = [item for item in matched if item[2] is None]
        initial = self.sheet.initial if self.sheet is not None else {}
        custom, found = _weighed(
            hinted, own, inline, parent, frames, initial=initial, subject=subject
        )
        if self._quirks and tag == "table" and "color" not in found:
            # Tables take the colour of the page, not of what is around them (Quirks, 3.1).
            found["color"] = _written(parent.body_colour)
        before = []
        for pseudo in ("before", "after"):
            rules = [item for item in matched if item[2] == pseudo]
            if rules:
                _, drawn = _weighed((), rules, "", parent, frames, custom, subject=subject)
                before.append(drawn)
        self.lost = self.lost or any(_IS_LOST in item for item in (found, *before))
        style = _computed(found, custom, parent, tag, tuple(before))
        first = [item for item in matched if item[2] == "first-line"]
        if first:
            _, drawn = _weighed((), first, "", style, frames, custom, subject=subject)
            style.first_line = _computed(drawn, custom, style, "", ()).unseen
        return style


_NOT_DISPLAYED = Declaration("display", "none", False)


def _takes_back(matched: _Matched, inline: str) -> bool:
    """Whether what the attribute `hidden` says is taken back: `display: revert`, `all: revert`."""
    said = [item for _, _, pseudo, rule in matched if pseudo is None for item in rule.declarations]
    said += declarations(inline) if inline else ()
    last = [item.value.strip().lower() for item in said if item.name in ("display", "all")][-1:]
    return last == ["revert"]


_NOBODY = Subject(MappingProxyType({}), Place())


def _asked_of(subject: Subject) -> object:
    return None if subject is _NOBODY else (tuple(subject.attributes.items()), subject.place)


_HINTED = word_set(
    """a mark iframe rp annotation annotation-xml meter progress mphantom button input select
    textarea s strike del u ins small big sub sup h1 h2 h3 h4 h5 h6 dialog"""
)


def _weighed(
    hinted: tuple[Declaration, ...],
    matched: list[_Match],
    inline: str,
    parent: Style,
    frames: Mapping[str, tuple[Declaration, ...]],
    custom: Mapping[str, str] | None = None,
    initial: Mapping[str, str] = MappingProxyType({}),
    subject: Subject = _NOBODY,
) -> tuple[Mapping[str, str], dict[str, str]]:
    """The custom properties, and the longhands that win (CSS Cascade 5, 6.1)."""
    ranked = _ranked(hinted, matched, inline, frames)
    variables = (parent.custom or initial) if custom is None else custom
    own = {item.name: item.value for item in ranked if item.name.startswith("--")}
    if own:
        variables = {**variables, **own}
    found: dict[str, str] = {}
    lost = False
    for item in ranked:
        if item.name.startswith("--"):
            continue
        try:
            value = _answered(item.value, variables, subject)
        except _TooLong:
            lost = True
            continue
        # Invalid at computed-value time (CSS Custom Properties 1, 3.1): the property is unset.
        if value is None:
            for name, _ in longhands(item.name, "unset"):
                found.pop(name, None)
            continue
        if item.name == "all":
            found.clear()
            if value.strip().lower() == "initial":
                found.update(_INITIAL)
            continue
        found.update(longhands(item.name, value))
    pictures = (value for value in found.values() if len(value) > 100 and "data:" in value.lower())
    if lost or any(map(is_too_large, pictures)):
        found |= {**_LOST, _IS_LOST: "true"}
    return variables, _defaulted(found, parent)


class _TooLong(Exception):
    """A value is too long, or its variables too deep, to be written out."""


def _answered(value: str, variables: Mapping[str, str], subject: Subject) -> str | None:
    """A value with its variables and its questions to the element answered; None if invalid."""
    # `color: var(--ink)`
    if "var(" in value.lower() or "env(" in value.lower():
        substituted = _substituted(value, variables, {}, 0)
        if substituted is None:
            return None
        value = substituted
    # `width: attr(data-width)`
    return replaced(value, subject, variables) if asks(value) else value


def _ranked(
    hinted: tuple[Declaration, ...],
    matched: list[_Match],
    inline: str,
    frames: Mapping[str, tuple[Declaration, ...]],
) -> list[Declaration]:
    """All that is said of an element, weakest first."""
    normal: list[_Ranked] = []
    urgent: list[_Ranked] = []
    for at, (_, _, _, rule) in enumerate(matched):
        for item in rule.declarations:
            if item.important:
                urgent.append(((-rule.layer, at), item))
            else:
                normal.append(((rule.layer, at), item))
    for item in declarations(inline) if inline else ():
        if item.important:
            urgent.append(((1, 0), item))
        else:
            normal.append(((UNLAYERED + 1, 0), item))
    normal.sort(key=_rank)
    urgent.sort(key=_rank)
    if any("revert" in item.value for _, item in normal):
        normal = _reverted(normal)
    ranked = [*hinted, *(item for _, item in normal)]
    ranked += _ended(ranked, frames)
    ranked += [item for _, item in urgent]
    return ranked


_Ranked = tuple[tuple[int, int], Declaration]


def _rank(item: _Ranked) -> tuple[int, int]:
    return item[0]


def _reverted(normal: list[_Ranked]) -> list[_Ranked]:
    """What is left once `revert-layer` takes back its layer's word, `revert` the page's.

    CSS Cascade 5, 7.3.4 and 7.3.5.
    """
    kept: list[_Ranked] = []
    for (layer, at), item in normal:
        word = item.value.strip().lower()
        if word == "revert-layer":
            kept = [old for old in kept if old[1].name != item.name or old[0][0] != layer]
        elif word == "revert":
            kept = [old for old in kept if old[1].name != item.name]
        else:
            # What is said later in the layer that was taken back holds again.
            kept.append(((layer, at), item))
    return kept


def _ended(
    ranked: list[Declaration], frames: Mapping[str, tuple[Declaration, ...]]
) -> tuple[Declaration, ...]:
    """The last frame of an animation that keeps it: `animation: appear 1s forwards`."""
    if not frames:
        return ()
    named = [item.value for item in ranked if item.name in ("animation", "animation-name")]
    modes = [item.value for item in ranked if item.name == "animation-fill-mode"]
    if not named:
        return ()
    words = named[-1].replace(",", " ").split()
    states = [item.value for item in ranked if item.name == "animation-play-state"]
    if "paused" in {*words, *states}:
        return ()
    for name, frame in frames.items():
        # What never ends is caught at any moment; where all its frames hide, it hides.
        if name in words and ({"forwards", "both", "infinite"} & {*words, *modes}):
            return frame
    return ()


def _defaulted(found: dict[str, str], parent: Style) -> dict[str, str]:
    """`inherit`, `initial` and the like made out (CSS Cascade 5, 7.3)."""
    for name in [name for name, value in found.items() if value in WIDE]:
        word = found.pop(name)
        if word == "inherit" and name not in _INHERITED and name in parent.found:
            found[name] = parent.found[name]
        elif word == "initial" and name in _INHERITED:
            found[name] = _INITIAL.get(name, "")
    return found


_INITIAL = {
    "color": "black",
    "font-size": "medium",
    "visibility": "visible",
    "text-indent": "0",
    "-webkit-text-security": "none",
    "-webkit-text-fill-color": "currentcolor",
    "text-shadow": "none",
    "letter-spacing": "normal",
}


def _substituted(
    value: str, variables: Mapping[str, str], done: dict[str, str | None], depth: int
) -> str | None:
    """A value with `var()` replaced; None where a variable has none (CSS Variables 1, 3).

    `done` are the variables whose values were made out already, None while one is (a circle).
    Raises _TooLong.
    """
    if depth > _DEEPEST_VARIABLE:
        raise _TooLong
    pieces: list[str] = []
    for token in tinycss2.parse_component_value_list(value):
        if token.type == "function" and token.lower_name in ("var", "env"):
            inner = _variable(token, variables, done, depth)
            if inner is None:
                return None
            pieces.append(inner)
        elif token.type == "function" and "var(" in tinycss2.serialize(token.arguments).lower():
            inner = _substituted(tinycss2.serialize(token.arguments), variables, done, depth + 1)
            if inner is None:
                return None
            pieces.append(f"{token.name}({inner})")
        else:
            pieces.append(tinycss2.serialize([token]))
    result = "".join(pieces)
    # `--photo: url(data:…)`: one long variable is written out as it is.
    if len(result) > max(_LONGEST_VALUE, len(value)) + max(map(len, pieces), default=0):
        raise _TooLong
    return result


def _variable(
    token: Any, variables: Mapping[str, str], done: dict[str, str | None], depth: int
) -> str | None:
    """What a `var()` or `env()` stands for."""
    name, comma, fallback = tinycss2.serialize(token.arguments).partition(",")
    name = name.strip()
    other = fallback if comma else None
    if token.lower_name == "env":  # of what the page may ask for, nothing hides text
        inner: str | None = fallback if comma else "0px"
    elif name in done:
        return done[name] if done[name] is not None or other is None else other
    else:
        inner = variables.get(name, other)
        if name in variables and variables[name].strip() == "initial":
            inner = other
    if inner is None:
        return None
    known = token.lower_name == "var" and inner is not other
    if known:
        done[name] = None
    if "var(" in inner.lower() or "env(" in inner.lower():
        inner = _substituted(inner, variables, done, depth + 1)
        if inner is None and known and other is not None:
            inner = _substituted(other, variables, done, depth + 1)
            known = False
    if known:
        done[name] = inner
    return inner


_BY_SCRIPT = frozenset(["opacity", "visibility", "display"])


def _computed(
    found: Mapping[str, str],
    custom: Mapping[str, str],
    parent: Style,
    tag: str,
    before: tuple[Mapping[str, str], ...],
) -> Style:
    if tag in ("html", "body"):
        # A page that hides all of itself is shown by a script: AMP, web fonts, fading in.
        found = {name: value for name, value in found.items() if name not in _BY_SCRIPT}
    if found.get("display") == "contents":
        # It has no box: only what is inherited reaches what is in it (CSS Display 3, 2.5).
        found = {name: found[name] for name in found if name in _INHERITED or name == "display"}
    style = Style()
    style.found = found
    style.custom = custom or parent.custom
    own = {name: found[name] for name in found.keys() & _INHERITED}
    style.inherited = {**parent.inherited, **own} if own else parent.inherited
    style.root_size = parent.root_size
    style.size = _font_size(found, parent)
    if tag == "html":
        style.root_size = style.size
    style.colour = paint.as_colour(found.get("color", ""), parent.colour) or parent.colour
    dark = "dark" in found.get("color-scheme", "") and "light" not in found["color-scheme"]
    above = parent.ground
    if dark and tag in ("html", "body") and above == (WHITE,):
        above = (_DARK_PAGE,)
        style.colour = style.colour if "color" in found else WHITE
    if tag in ("html", "body") and "color" not in found and _is_black_page(style, found):
        style.colour = WHITE
    style.body_colour = style.colour if tag in ("html", "body") else parent.body_colour
    style.visible = style.inherited.get("visibility", "visible") == "visible"
    style.position = found.get("position", "static")
    style.flowing = parent.flowing and style.position not in ("absolute", "fixed")
    style.effects = paint.effects_of(found, above, parent.effects)
    if found.get("background-clip") == "text":
        style.ground = above
    else:
        style.ground = paint.ground_of(found, above, style.colour)
    style.solid = paint.as_colour(found.get("background-color", ""), style.colour)
    style.struck = parent.struck or paint.is_struck(found, style.size)
    _look(style, found)
    style.boxed = boxes.is_boxed(tag, style.display, found, parent.display)
    style.scale = parent.scale * boxes.scale_of(found, boxed=style.boxed)
    style.before = before
    style.gone = parent.gone or _gone(style, parent, tag)
    return style


def in_column(cell: Style, column: Style, around: Iterable[Style]) -> Style:
    """The style of a table's cell in a column; `around` are those of the row and its group."""
    collapsed = column.inherited.get("visibility") == "collapse"
    bare = cell.solid is None and all(style.solid is None for style in around)
    if not collapsed and not (bare and column.solid is not None):
        return cell
    style = copy(cell)
    style.plain = None
    style._unseen = False
    if collapsed:
        style.gone = Unseen(Hiding.NOT_DISPLAYED, False)
    else:
        style.ground = column.ground
    return style


def on_ground(style: Style, ground: tuple[Colour, ...]) -> Style:
    """A style with another ground behind its letters."""
    style = copy(style)
    style.plain = None
    style._unseen = False
    style.ground = ground
    return style


def _is_black_page(style: Style, found: Mapping[str, str]) -> bool:
    """Whether all of a page would be black on black: the sheet that colours its text is missing."""
    ground = paint.ground_of(found, (WHITE,), style.colour)
    return bool(ground) and not any(is_legible(style.colour, under) for under in ground)


def _gone(style: Style, parent: Style, tag: str) -> Unseen | None:
    """What hides an element and all that is in it."""
    found = style.found
    if style.display == "none" or found.get("mso-hide") == "all":
        return Unseen(Hiding.NOT_DISPLAYED, False)
    if not found:
        return None
    if found.get("content-visibility") == "hidden":  # in a line, too: it is what was meant
        return Unseen(Hiding.NOT_DISPLAYED, False)
    if found.get("content", "").lower().startswith(("url(", "image-set(", "image(")):
        return Unseen(Hiding.NOT_DISPLAYED, False)  # a picture replaces it
    hidden = boxes.hidden_box(found, style.size, boxed=style.boxed)
    if hidden is not None:
        return Unseen(hidden, False)
    for drawn in style.before:
        # Behind the letters, and in front of the page: their ground.
        if boxes.is_laid_behind(drawn, style.position):
            style.ground = paint.ground_of(drawn, style.ground, style.colour)
        if boxes.is_laid_over(drawn, style.position, style.colour, style.ground):
            return Unseen(Hiding.COVERED, style.flowing)
    return None


def _font_size(found: Mapping[str, str], parent: Style) -> float:
    text = found.get("font-size", "")
    if found.get("font-size-adjust", "").strip() in ("0", "0.0"):
        return 0.0
    if not text:
        return parent.size
    if text in FONT_SIZES:
        return FONT_SIZES[text]
    if text in ("smaller", "larger"):
        return parent.size * (_SIZE_STEP if text == "larger" else 1 / _SIZE_STEP)
    if text.endswith("rem"):
        share = number(text.removesuffix("rem"))
        return parent.size if share is None else max(share, 0.0) * parent.root_size
    size = pixels(text, parent.size, parent.size)
    return parent.size if size is None or size < 0 else size


def _written(colour: Colour) -> str:
    return f"rgb({colour.red}, {colour.green}, {colour.blue})"


def _look(style: Style, found: Mapping[str, str]) -> None:
    """What its lines are made of: see `html_elements` and `html_walk`."""
    border = found.get("border", "").lower()
    left = found.get("border-left", "").lower()
    white_space = found.get("white-space", "").lower()
    display = found.get("display", "")
    column = found.get("flex-direction", "row").startswith("column")
    style.display = "block" if display.endswith("flex") and column else display
    style.spaced = _spaced(found, style.size)
    style.preformatted = white_space.startswith(("pre", "break")) if white_space else None
    style.bulleted = "none" not in found.get("list-style-type", "")
    style.border_above = _is_line(found.get("border-top", "").lower())
    style.is_ruled_left = _is_line(left) and border.startswith("none")
    style.indented = border.startswith("none") and not _is_line(left)
    width = found.get("width") or found.get("min-width")
    points = pixels(width, style.size) if width else None
    style.width = None if points is None else points * 0.75


def _spaced(found: Mapping[str, str], size: float) -> bool | None:
    """Whether half a line or more is kept free above or below, where margins are declared."""
    sides = (found.get("margin-top", ""), found.get("margin-bottom", ""))
    known = [length for side in sides if (length := pixels(side, size)) is not None]
    return any(length >= 8 for length in known) if known else None


def _is_line(border: str) -> bool:
    return any(kind in border for kind in ("solid", "double", "dashed", "dotted", "groove"))
