"""Compute the look of an element from all its declarations: the cascade (CSS Cascade 5).

Declarations come, lowest priority first, from HTML's rules for its tag and attributes, the style
sheets, and its `style`. A ComputedStyle also has inherited values and the background of its
letters, and so decides whether they are visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy

from mailrecon.model import Hiding
from mailrecon.read.html.css.blend import is_mode
from mailrecon.read.html.css.cascade import (
    HINTED,
    INHERITED,
    IS_LOST,
    NO_ELEMENT,
    Matched,
    asked_of,
    takes_back,
    weigh_declarations,
)
from mailrecon.read.html.css.containers import ContainerSizes, note_container
from mailrecon.read.html.css.fonts import has_one_width
from mailrecon.read.html.css.functions import SiblingPlace, StyledElement, names_asked
from mailrecon.read.html.css.hints import hints
from mailrecon.read.html.css.sheet import Declaration, StyleSheet
from mailrecon.read.html.css.shorthands import FONT_SIZES
from mailrecon.read.html.css.values import number, pixels
from mailrecon.read.html.element_style import (
    CANVAS,
    LETTERS,
    SAME_WIDTH,
    ComputedStyle,
    UnseenReason,
)
from mailrecon.read.html.layout import boxes, paint, tracks
from mailrecon.read.html.layout.transforms import FAR
from mailrecon.read.html.shared_styles import SharedStyles, styles_of
from mailrecon.read.html.tree import ElementNode, PageLooks, TooCostly
from mailrecon.read.redaction.colours import BLACK, WHITE, Colour, is_legible

_DARK_PAGE = Colour(18.0, 18.0, 18.0)
_MOST_REMEMBERED = 50_000
_SIZE_STEP = 1.2


class Cascade:
    """The styles of one page's elements.

    `costly` is True if the sheets exceeded their budget, `lost` if a value could not be followed.
    """

    def __init__(self, sheet: StyleSheet | None, *, quirks: bool = False) -> None:
        self.sheet = sheet
        self.looks = PageLooks(
            quirks=quirks,
            by_place=sheet is not None and sheet.by_place,
            attributes=sorted(sheet.attributes - {"class", "id"}) if sheet is not None else (),
        )
        self.costly = False
        self.lost = False
        self.sizes = ContainerSizes(all_sheets=sheet is not None and not sheet.missing)
        self._quirks = quirks
        self._asks = sheet is not None and sheet.asks
        self.root = ComputedStyle()
        self._shared: SharedStyles | None = None
        # Styles in containers depend on the page.
        if sheet is not None and sheet.is_shared and not sheet.asks:
            self._shared = styles_of(sheet)
            self.root = self._shared.root
        self._known: dict[object, ComputedStyle] = {}
        self._matched: dict[object, Matched] = {}

    def style(
        self,
        tag: str,
        attributes: Mapping[str, str | None],
        parent: ComputedStyle,
        node: ElementNode | None,
    ) -> ComputedStyle:
        """The style of an element in one with style `parent`; `node` is set if there are sheets."""
        hinted = hints(tag, attributes) if attributes or tag in HINTED else ()
        inline = attributes.get("style") if attributes else None
        matched = self._match(node) if node is not None else ()
        if self._asks:
            matched = tuple(
                item
                for item in matched
                if all(self.sizes.hold(query, parent) for query in item[3].asks)
            )
        # <p hidden> with `p { display: block }` is displayed.
        if "hidden" in attributes and tag != "dialog" and takes_back(matched, inline or ""):
            hinted = tuple(item for item in hinted if item != _NOT_DISPLAYED)
        special = (tag == "table" and self._quirks) or (tag == "body" and self._asks)
        if not (hinted or inline or matched or special):
            if parent.plain is None:
                parent.plain = _computed({}, {}, parent, "", ())
                parent.plain.is_shared = parent.is_shared
            return parent.plain
        subject = self._subject(inline or "", attributes, node)
        key = (parent, tag if special else "", hinted, inline, matched, asked_of(subject))
        known = self._known.get(key)
        if known is None:
            # On one page, elements with the same declarations share the style of the first one,
            # whatever its tag; pages must have the tag in common, too.
            shared = self._shared if parent.is_shared else None
            known = shared.known.get((tag, key)) if shared is not None else None
            if known is None:
                known = self._computed(tag, parent, hinted, matched, inline or "", subject)
                if shared is not None and not self.lost and subject is NO_ELEMENT:
                    shared.keep((tag, key), known, hinted, inline or "")
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = known
        return known

    def _subject(
        self, inline: str, attributes: Mapping[str, str | None], node: ElementNode | None
    ) -> StyledElement:
        """The data of an element that functions in values use; empty for most."""
        names = names_asked(inline) if inline else frozenset()
        by_place = "sibling-" in inline
        if self.sheet is not None:
            names |= self.sheet.values_of
            by_place = by_place or self.sheet.counts
        if not names and not by_place:
            return NO_ELEMENT
        place = SiblingPlace()
        if by_place and node is not None:
            place = SiblingPlace(node.index + 1, max(len(node.etree_siblings), 1))
        return StyledElement(
            {name: attributes[name] for name in names if name in attributes}, place
        )

    def _match(self, node: ElementNode) -> Matched:
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
        parent: ComputedStyle,
        hinted: tuple[Declaration, ...],
        matched: Matched,
        inline: str,
        subject: StyledElement,
    ) -> ComputedStyle:
        frames = self.sheet.frames if self.sheet is not None else {}
        own = [item for item in matched if item[2] is None]
        initial = self.sheet.initial if self.sheet is not None else {}
        custom, found = weigh_declarations(
            hinted, own, inline, parent, frames, initial=initial, subject=subject
        )
        if self._quirks and tag == "table" and "color" not in found:
            # In quirks mode, tables take the colour of the page, not of their parent (Quirks, 3.1).
            found["color"] = _written(parent.body_colour)
        before = []
        for pseudo in ("before", "after"):
            rules = [item for item in matched if item[2] == pseudo]
            if rules:
                _, drawn = weigh_declarations(
                    (), rules, "", parent, frames, custom, subject=subject
                )
                before.append(drawn | {"content-of": pseudo})
        self.lost = self.lost or any(IS_LOST in item for item in (found, *before))
        style = _computed(found, custom, parent, tag, tuple(before))
        if self._asks:
            note_container(style, parent, tag)
        style.pseudo = {
            drawn["content-of"]: _computed(drawn, custom, style, "", ())
            for drawn in before
            if boxes.is_drawn(drawn)
        }
        prompt = [item for item in matched if item[2] == "placeholder"]
        if prompt:
            _, drawn = weigh_declarations((), prompt, "", style, frames, custom, subject=subject)
            drawn = {"color": PLACEHOLDER, **drawn}
            style.pseudo = {**style.pseudo, "placeholder": _computed(drawn, custom, style, "", ())}
        first = [item for item in matched if item[2] == "first-line"]
        if first:
            _, drawn = weigh_declarations((), first, "", style, frames, custom, subject=subject)
            style.first_line = _computed(drawn, custom, style, "", ()).unseen
        return style


# The colour that browsers give the placeholder of a field.
PLACEHOLDER = "#757575"
_NOT_DISPLAYED = Declaration("display", "none", False)

_BY_SCRIPT = frozenset(["opacity", "visibility", "display"])
# `body { height: 100vh; overflow: hidden }` behind a dialog: the window does not scroll.
_OF_WINDOW = frozenset(["overflow-x", "overflow-y"])


def _computed(
    found: Mapping[str, str],
    custom: Mapping[str, str],
    parent: ComputedStyle,
    tag: str,
    before: tuple[Mapping[str, str], ...],
) -> ComputedStyle:
    found = _applied(found, parent, tag) if found else found
    style = ComputedStyle()
    style.found = found
    style.custom = custom or parent.custom
    own = {name: found[name] for name in found.keys() & INHERITED}
    style.inherited = {**parent.inherited, **own} if own else parent.inherited
    style.root_size = parent.root_size
    style.size = _font_size(found, parent)
    if tag == "html":
        style.root_size = style.size
    style.letters, style.inner, style.containers = parent.letters, parent.inner, parent.containers
    if family := found.get("font-family"):
        style.letters = SAME_WIDTH if has_one_width(family) else LETTERS
    style.colour = paint.as_colour(found.get("color", ""), parent.colour) or parent.colour
    dark = "dark" in found.get("color-scheme", "") and "light" not in found["color-scheme"]
    above = parent.ground
    if dark and tag in ("html", "body") and above == (WHITE,):
        above = (_DARK_PAGE,)
        style.colour = style.colour if "color" in found else WHITE
    # <body style="background: #000">, whose sheet is missing
    if tag in ("html", "body") and "color" not in found and _is_black_page(style, found):
        style.colour = WHITE
        style.assumed = True
    style.body_colour = style.colour if tag in ("html", "body") else parent.body_colour
    style.visible = style.inherited.get("visibility", "visible") == "visible"
    style.position = found.get("position", "static")
    style.flowing = parent.flowing and style.position not in ("absolute", "fixed")
    style.effects = paint.effects_of(found, above, parent.effects)
    _paint(style, found, above, parent)
    if parent.assumed and "color" not in found:
        # <body style="background: #000"><p style="background: #fff">: black on this ground.
        style.assumed = not _is_legible_on(BLACK, style.ground)
        style.colour = WHITE if style.assumed else BLACK
    style.solid = paint.as_colour(found.get("background-color", ""), style.colour)
    style.struck = parent.struck or paint.is_struck(found, style.size)
    _look(style, found)
    style.boxed = boxes.is_boxed(tag, style.display, found, parent.display)
    style.contains = style.position != "static" or boxes.is_containing(found, boxed=style.boxed)
    if style.boxed and boxes.is_flat(found, style.inherited, style.size):
        style.ground = above  # its background has no height
    style.scale = parent.scale * boxes.scale_of(found, boxed=style.boxed)
    style.before = before
    around = parent.gone
    # `z-index: 2` in an element that a box of level 1 covers
    if around is not None and around.level is not None and _is_raised(style, around.level):
        around = None
    style.gone = around or _gone(style, parent, tag)
    if _indents_away(style):
        style.first_line = UnseenReason(Hiding.OUTSIDE_PAGE, False)
    return style


def _applied(found: Mapping[str, str], parent: ComputedStyle, tag: str) -> Mapping[str, str]:
    """The properties of an element that its place lets apply."""
    if tag in ("html", "body"):
        # If a page hides itself completely, a script shows it: AMP, web fonts, fading in.
        found = {name: found[name] for name in found if name not in _BY_SCRIPT | _OF_WINDOW}
    if found.get("display") == "contents":
        # It has no box: its content gets only inherited properties (CSS Display 3, 2.5).
        found = {name: found[name] for name in found if name in INHERITED or name == "display"}
    if parent.ground is CANVAS and is_mode(found.get("mix-blend-mode", "")):
        # Nothing is painted behind it but letters that it could blend with.
        found = {**found, "mix-blend-mode": found["mix-blend-mode"] + paint.BARE}
    return found


def _paint(
    style: ComputedStyle,
    found: Mapping[str, str],
    above: tuple[Colour, ...],
    parent: ComputedStyle,
) -> None:
    """Set what is painted behind the letters, and through them."""
    if found.get("background-clip") == "text":
        style.ground = above
        style.painted = _painted(found, style.colour)
        return
    style.ground = paint.ground_of(found, above, style.colour)
    bare = style.ground == above and style.position == "static"
    style.painted = parent.painted if bare else None


def _painted(found: Mapping[str, str], current: Colour) -> Colour | None:
    """The colour that `background-clip: text` shows through letters."""
    painted = paint.ground_of(found, (), current)
    if painted:
        return painted[0]
    return BLACK if found.get("background-image", "none") != "none" else None


def _indents_away(style: ComputedStyle) -> bool:
    """Whether a block's first line begins left of the page: `text-indent: -9999px`.

    The indent is inherited, and a block inside may reset it.
    """
    indent = pixels(style.inherited.get("text-indent", ""), style.size)
    return indent is not None and indent <= -FAR


def in_column(
    cell: ComputedStyle, column: ComputedStyle, around: Iterable[ComputedStyle]
) -> ComputedStyle:
    """The style of a table's cell in a column; `around` are those of the row and its group."""
    collapsed = column.inherited.get("visibility") == "collapse"
    bare = cell.solid is None and all(style.solid is None for style in around)
    if not collapsed and not (bare and column.solid is not None):
        return cell
    style = copy(cell)
    style.plain, style.is_shared = None, False
    style._unseen = False
    # <col style="visibility: collapse">
    if collapsed:
        style.gone = UnseenReason(Hiding.NOT_DISPLAYED, False)
    else:
        style.ground = column.ground
    return style


def is_in_fixed(cell: ComputedStyle, column: ComputedStyle | None, table: ComputedStyle) -> bool:
    """Whether a cell of a `table-layout: fixed` table has no width and cuts off its words."""
    if table.found.get("table-layout") != "fixed" or "width" not in table.found:
        return False
    width = cell.found.get("width") or (column.found.get("width") if column is not None else None)
    sized = {**cell.found, "width": width} if width else {}
    return boxes.hidden_box(sized, cell.size, boxed=True) is Hiding.NOT_DISPLAYED


def closed(style: ComputedStyle) -> ComputedStyle:
    """A style that is not displayed."""
    style = copy(style)
    style.plain, style.is_shared = None, False
    style._unseen = False
    style.gone = UnseenReason(Hiding.NOT_DISPLAYED, False)
    return style


def placeholder_of(style: ComputedStyle) -> ComputedStyle:
    """The style of the words that an empty field with this style shows."""
    drawn = style.pseudo.get("placeholder")
    return drawn or _computed({"color": PLACEHOLDER}, style.custom, style, "", ())


def on_ground(style: ComputedStyle, ground: tuple[Colour, ...]) -> ComputedStyle:
    """A copy of a style with another background behind its letters."""
    style = copy(style)
    style.plain, style.is_shared = None, False
    style._unseen = False
    style.ground = ground
    return style


def _is_black_page(style: ComputedStyle, found: Mapping[str, str]) -> bool:
    """Whether a whole page would be black on black because a sheet is missing."""
    ground = paint.ground_of(found, (WHITE,), style.colour)
    return bool(ground) and not _is_legible_on(style.colour, ground)


def _is_legible_on(colour: Colour, ground: Iterable[Colour]) -> bool:
    return any(is_legible(colour, under) for under in ground)


def _gone(style: ComputedStyle, parent: ComputedStyle, tag: str) -> UnseenReason | None:
    """The reason why an element is hidden with its content; None if it is not."""
    found = style.found
    # `mso-hide: all` hides text in Outlook that other clients show.
    if style.display == "none" or found.get("mso-hide") == "all":
        return UnseenReason(Hiding.NOT_DISPLAYED, False)
    if not found:
        return None
    if found.get("content-visibility") == "hidden":  # inline elements, too
        return UnseenReason(Hiding.NOT_DISPLAYED, False)
    if found.get("content", "").lower().startswith(("url(", "image-set(", "image(")):
        return UnseenReason(Hiding.NOT_DISPLAYED, False)  # a picture replaces it
    hidden = boxes.hidden_box(_sized(style, parent, tag), style.size, boxed=style.boxed)
    if hidden is None and style.boxed and boxes.is_in_nothing(found, parent.found):
        hidden = Hiding.NOT_DISPLAYED
    contained = style.boxed and boxes.is_sized_without_words(found, parent.found)
    if contained or tracks.is_in_empty_track(found, parent.found):
        return UnseenReason(Hiding.NOT_DISPLAYED, False)
    if hidden is not None:
        return UnseenReason(hidden, False)
    hosted = "relative" if style.contains else "static"
    for drawn in style.before:
        # A box behind the letters and in front of the page is their background.
        if boxes.is_laid_behind(drawn, hosted):
            style.ground = paint.ground_of(drawn, style.ground, style.colour)
        if boxes.is_laid_over(drawn, hosted, style.colour, style.ground):
            style.ground = paint.ground_of(drawn, style.ground, style.colour)
            level = number(drawn.get("z-index", "0")) or 0.0
            after = drawn.get("content-of") == "after"
            return UnseenReason(Hiding.COVERED, style.flowing, level + (0.5 if after else -0.5))
    return None


def _sized(style: ComputedStyle, parent: ComputedStyle, tag: str) -> Mapping[str, str]:
    """The properties of an element, without the sizes that its table or row ignores."""
    found = style.found
    sized = tracks.without_basis(found, parent.found) if "flex-grow" in found else found
    if boxes.is_table_part(tag, style.display):
        sized = boxes.without_lengths(sized)
    if tag in boxes.WITHOUT_MARGINS and not style.display:
        sized = {name: value for name, value in sized.items() if "margin" not in name}
    if tag in ("td", "th") and "%" in found.get("width", ""):
        # `td { width: 100%; max-width: 0 }` is as wide as its table, and truncates long words.
        sized = {name: value for name, value in sized.items() if name != "max-width"}
    return sized


def _is_raised(style: ComputedStyle, level: float) -> bool:
    """Whether an element lies above the box that covers its parent.

    `.hero::before { position: absolute; inset: 0 } .hero p { position: relative }`.
    """
    own = number(style.found.get("z-index", "0")) or 0.0
    return style.position in ("relative", "absolute", "fixed", "sticky") and own > level


def _font_size(found: Mapping[str, str], parent: ComputedStyle) -> float:
    text = found.get("font-size", "")
    if found.get("font-size-adjust", "").strip() in ("0", "0.0"):
        return 0.0
    if not text:
        return parent.size
    if text in FONT_SIZES:
        return FONT_SIZES[text]
    # One step of a browser is a factor of 1.2.
    if text in ("smaller", "larger"):
        return parent.size * (_SIZE_STEP if text == "larger" else 1 / _SIZE_STEP)
    # font-size: 0.1rem
    if text.endswith("rem"):
        share = number(text.removesuffix("rem"))
        return parent.size if share is None else max(share, 0.0) * parent.root_size
    size = pixels(text, parent.size, parent.size)
    return parent.size if size is None or size < 0 else size


def _written(colour: Colour) -> str:
    return f"rgb({colour.red}, {colour.green}, {colour.blue})"


def _look(style: ComputedStyle, found: Mapping[str, str]) -> None:
    """Set the properties that decide how lines are made: see `elements` and `walk`."""
    border = found.get("border", "").lower()
    left = found.get("border-left", "").lower()
    white_space = found.get("white-space", "").lower()
    display = found.get("display", "")
    column = found.get("flex-direction", "row").startswith("column")
    # A flex column is read like blocks.
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
    """Whether declared margins leave at least half a line above or below; None without margins."""
    sides = (found.get("margin-top", ""), found.get("margin-bottom", ""))
    known = [length for side in sides if (length := pixels(side, size)) is not None]
    return any(length >= 8 for length in known) if known else None


def _is_line(border: str) -> bool:
    return any(kind in border for kind in ("solid", "double", "dashed", "dotted", "groove"))
