"""Write replacements of elements: a bar, a button's words, a rule, a footnote's number."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from mailrecon.model import Hiding, RedactionKind
from mailrecon.read.html import redactions, tags
from mailrecon.read.html.element_style import ComputedStyle
from mailrecon.read.html.elements import OpenElement, text_of
from mailrecon.read.html.footnotes import is_back_link, note_number
from mailrecon.read.html.lines import LineCollector
from mailrecon.read.html.roles import ElementRole, role_of
from mailrecon.read.html.style import Cascade, placeholder_of
from mailrecon.read.html.tree import ElementNode
from mailrecon.read.redaction.redaction_markers import is_marker

# Outlook on the web draws a rule above quoted mail, and writes it in this width in plain text.
RULE = "_" * 32
_LONGEST_CONTROL = 200
# The deepest nesting of elements in a button whose text counts as its words.
_DEEPEST_CONTROL = 60
_FEW = 20
_SOME = 200
# Types of form fields whose typed text is visible.
TYPED = tags.word_set("""text email search tel url number date time datetime-local month week""")
# Those that show a placeholder.
_PROMPTED = TYPED - tags.word_set("date time datetime-local month week") | {"password"}
_CONTROLS = frozenset(["submit", "button", "reset"])


class Replacements:
    """Writes the visible parts of elements to `lines`; `open_elements` are those around them."""

    def __init__(
        self, lines: LineCollector, cascade: Cascade, open_elements: list[OpenElement]
    ) -> None:
        self._lines = lines
        self._cascade = cascade
        self._open = open_elements

    def input(self, attributes: dict[str, str | None], look: ComputedStyle, path: str) -> None:
        """Write the visible text of a form field: typed text, or the words of a button."""
        kind = (attributes.get("type") or "text").lower()
        value = attributes.get("value") or ""
        if kind in _CONTROLS:
            if value.strip() and look.unseen is None:
                self._lines.control(value.strip(), path)
        elif kind in TYPED and value.strip():
            if look.unseen is not None:
                self._lines.note_hidden(value, look.unseen.how, path)
            else:
                self._lines.text(f" {value} ", path)
                self._open[-1].own_text = True
        elif kind in _PROMPTED and not value:
            self.placeholder(attributes, look, path)

    def placeholder(
        self, attributes: dict[str, str | None], look: ComputedStyle, path: str
    ) -> None:
        """Write the words that an empty field shows: `<input placeholder="Search mail">`."""
        words = (attributes.get("placeholder") or "").strip()
        if not words:
            return
        unseen = look.gone or placeholder_of(look).unseen
        if unseen is None:
            self._lines.control(words, path)
        else:
            self._lines.note_hidden(words, unseen.how, path)

    def void(
        self, tag: str, attributes: dict[str, str | None], parent: OpenElement, look: ComputedStyle
    ) -> None:
        """Write the text of a rule or a picture."""
        if tag == "hr":
            self._lines.end()
            self._lines.gap()
            if "98%" in (attributes.get("style") or ""):
                self._lines.text(RULE, parent.place)
                self._lines.end()
            return
        alt = (attributes.get("alt") or "").strip()
        if look.gone is not None or not look.visible:
            return
        if redactions.is_pictured(alt):
            self._lines.redaction(redactions.MARK, RedactionKind.IMAGE, parent.place)
        elif 0 < len(alt) <= 8 and not any(c.isascii() or c.isspace() for c in alt):
            self._lines.text(alt, parent.place)

    def is_replaced(
        self,
        node: LexborNode,
        tag: str,
        attributes: dict[str, str | None],
        look: ComputedStyle,
        *,
        block: bool,
        styled: ElementNode | None,
    ) -> bool:
        """Replace an element's content by other text or none; False if it is not replaced."""
        parent = self._open[-1]
        if tag == "a" and self.note(node, tag, attributes):
            return True
        if (
            not block
            and look.solid is not None
            and redactions.is_drawn(look, parent.style, _spaces_in(node))
        ):
            self._lines.redaction(
                redactions.empty_bar(look.width), RedactionKind.STYLED_TEXT, parent.place
            )
            parent.own_text = True
            return True
        if redactions.is_named(tag, attributes) and self._is_unruled(attributes):
            text = text_of(node, _SOME)
            if text and len(text) <= redactions.LONGEST_NAMED:
                return self._named(text, block=block)
        if role_of(tag, attributes) is ElementRole.CONTROL:
            text = text_of(node, _SOME)
            if len(text) <= _LONGEST_CONTROL:
                words = " ".join("".join(self._seen_in(node, look, styled, 0)).split())
                if words:
                    self._lines.control(words, parent.place)
                return True
        return False

    def _seen_in(
        self, node: LexborNode, look: ComputedStyle, styled: ElementNode | None, level: int
    ) -> Iterator[str]:
        """The visible words of a control: `<button><i hidden>Ann</i> Reply</button>`."""
        child = node.first_child
        while child is not None:
            if child.is_text_node:
                text = child.text_content or ""
                if look.unseen is None:
                    yield text
                elif text.strip():
                    path = self._open[-1].path
                    self._lines.note_hidden(" ".join(text.split()), look.unseen.how, path)
            elif child.is_element_node and level < _DEEPEST_CONTROL:
                tag = (child.tag or "").removeprefix(tags.INERT)
                attributes = child.attributes
                inner = styled.child_of(child, tag, attributes) if styled is not None else None
                own = self._cascade.style(tag, attributes, look, inner)
                yield from self._seen_in(child, own, inner, level + 1)
            child = child.next

    def note(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
        """Write a footnote's number as `[n]`, or leave out the arrow back; False for neither."""
        if tag == "a" and "#" not in (attributes.get("href") or ""):
            return False
        if tag == "sup" and node.css_first("a") is not None:
            return False
        parent = self._open[-1]
        text = text_of(node, _FEW)
        if tag == "a" and is_back_link(attributes, text):
            return True
        before = self._lines.tail()
        number = note_number(
            tag, attributes, text, before, raised=parent.raised, noted=parent.notes
        )
        if number is None:
            return False
        self._lines.text(f"[{number}]" if before else f"[{number}] ", parent.place)
        parent.own_text = True
        return True

    def _is_unruled(self, attributes: dict[str, str | None]) -> bool:
        """Whether no sheet of the page defines a class whose name means redacted."""
        sheet = self._cascade.sheet
        if sheet is None or sheet.missing:
            return True
        return not any(
            name in sheet.classes for name in (attributes.get("class") or "").lower().split()
        )

    def _named(self, text: str, *, block: bool) -> bool:
        """Write a bar for text with such a class, because the sheet that draws it is missing."""
        place = self._open[-1].place
        if block:
            self._lines.end()
        if is_marker(text):
            self._lines.redaction(text, RedactionKind.STYLED_TEXT, place)
        else:
            self._lines.bar(text, Hiding.MARKED, place)
        if block:
            self._lines.end()
        self._open[-1].own_text = True
        return True


def _spaces_in(node: LexborNode) -> int:
    """The number of no-break spaces in an element; -1 if it has any other content."""
    if node.first_child is None:
        return 0
    if text_of(node, _FEW) or node.css_first("img, br, x-svg, x-input") is not None:
        return -1_000
    return node.text().count("\u00a0")
