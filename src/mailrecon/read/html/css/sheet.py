"""Turn style sheets into rules for matching: resolve at-rules, layers and nesting.

tinycss2 parses (CSS Syntax 3), cssselect2 matches (Selectors 4). The rules for a screen are
applied: `@media`, `@supports`, `@layer`, `@import` if the sheet is available, nesting.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import cssselect2
import tinycss2
from msgspec import Struct, field

from mailrecon.read.html.css.functions import names_asked
from mailrecon.read.html.css.media import holds, is_supported, is_too_deep
from mailrecon.read.html.css.selectors import DRAWN, LONGEST_SELECTOR, compile_selectors, unnested
from mailrecon.read.html.remembered import remember_short
from mailrecon.read.html.tags import word_set

# Properties that affect which text is visible; others are dropped when parsed.
PROPERTIES = word_set(
    """all animation animation-fill-mode animation-name background background-clip background-color
    background-image block-size border border-block-end border-block-start
    border-inline-end border-inline-start border-left
    border-top border-bottom border-right border-width border-style border-color
    bottom box-shadow clip clip-path color color-scheme content
    content-visibility display filter flex flex-basis flex-direction flex-flow flex-grow float
    flex-shrink flex-wrap font font-family font-size
    font-size-adjust height inline-size inset inset-block inset-block-end inset-block-start
    inset-inline inset-inline-end inset-inline-start left letter-spacing line-height
    list-style list-style-type margin margin-block margin-block-end margin-block-start
    margin-bottom margin-inline margin-inline-end margin-inline-start margin-left
    margin-right margin-top mask mask-image max-block-size max-height max-inline-size
    max-width min-height min-width mso-hide opacity outline outline-color outline-offset
    outline-style outline-width overflow overflow-x overflow-y padding padding-left
    padding-top padding-bottom padding-right position right rotate scale text-decoration
    text-decoration-color text-decoration-line text-decoration-thickness text-indent
    text-align text-decoration-skip-ink text-shadow text-underline-offset top transform
    transform-origin translate will-change
    visibility white-space width z-index zoom background-repeat background-size
    backface-visibility box-sizing contain table-layout clear aspect-ratio align-items
    justify-content columns column-count column-width
    grid-area grid-column grid-row grid-template grid-template-columns grid-template-rows
    mask-size offset container container-type
    offset-path animation-play-state
    border-image -webkit-mask-size -webkit-background-clip -webkit-clip-path -webkit-filter
    -webkit-line-clamp -webkit-mask -webkit-mask-image -webkit-opacity -webkit-text-decoration
    -webkit-text-fill-color -webkit-text-security -webkit-text-stroke
    -webkit-text-stroke-color -webkit-text-stroke-width -webkit-transform
    backdrop-filter -webkit-backdrop-filter mix-blend-mode background-blend-mode perspective
    paint-order fill fill-opacity stroke stroke-width stroke-opacity text-anchor vertical-align"""
)
UNLAYERED = 1 << 30
# Limits for hostile sheets; rules beyond them are counted in `unread`. A nested rule is expanded
# with the selectors of the rules around it.
_DEEPEST = 64
_CONDITIONAL = frozenset({"media", "supports", "container"})
_HIDING = word_set(
    """all background background-color clip clip-path color content-visibility display filter
    font font-size height left max-height max-width mso-hide opacity overflow position
    text-indent top transform visibility width -webkit-text-fill-color -webkit-text-security"""
)


class Declaration(NamedTuple):
    """One declaration; its value is text without `!important`."""

    name: str
    value: str
    important: bool


class Rule(Struct, frozen=True, eq=False):
    """The declarations of a rule for the elements its selector matches; `layer` ranks them.

    `asks` are the conditions of `@container` around it.
    """

    declarations: tuple[Declaration, ...]
    layer: int
    asks: tuple[str, ...] = ()


class _PendingRule(NamedTuple):
    layer: str
    selector: str
    declarations: tuple[Declaration, ...]
    asks: tuple[str, ...]


@remember_short(8192)
def declarations(text: str) -> tuple[Declaration, ...]:
    """The declarations of a `style` attribute that matter here."""
    return tuple(_declared(tinycss2.parse_blocks_contents(text, True, True)))


def _declared(contents: Iterable[Any]) -> Iterator[Declaration]:
    for node in contents:
        if node.type != "declaration":
            continue
        name = node.name if node.name.startswith("--") else node.lower_name
        if name in PROPERTIES or name.startswith("--"):
            tokens = [token for token in node.value if token.type != "comment"]
            try:
                yield Declaration(name, tinycss2.serialize(tokens).strip(), node.important)
            except RecursionError:
                continue  # brackets nested a thousand deep: browsers drop it, too


class _Layers(Struct):
    """The names of layers in the order of appearance; a nested name includes its parent's."""

    ranks: dict[str, int] = field(default_factory=dict)
    unnamed: int = 0

    def rank(self, name: str) -> None:
        """Record a layer and its outer layers, if they are new."""
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            self.ranks.setdefault(".".join(parts[:length]), len(self.ranks))

    def ordered(self) -> dict[str, int]:
        """The layers' ranks: rules directly in a layer win over those of its nested layers."""

        def place(name: str) -> tuple[int, ...]:
            parts = name.split(".")
            above = (self.ranks[".".join(parts[:size])] for size in range(1, len(parts) + 1))
            return (*above, UNLAYERED)

        return {name: number for number, name in enumerate(sorted(self.ranks, key=place))}


class StyleSheet:
    """All rules of a page. `unread` counts rules that could hide text but weren't understood.

    `classes` and `attributes` are the names used in selectors. `by_place` is True if a selector
    uses siblings or children, `overlays` if a rule may lay boxes over text. `values_of` are the
    attributes used in values; `counts` is True if a value uses an element's place. `imported`
    returns the text of a sheet by its address, or None if it can't be reached; `missing` counts
    those; `imports` is True if the sheet asks for one. `asks` is True if a rule depends on a
    container, `has_rules` if there is any rule (known once it is closed), `is_shared` if other
    pages have the same one. In a page without a doctype (`quirks`) names of classes ignore case.
    """

    def __init__(
        self, *, quirks: bool = False, imported: Callable[[str], str | None] | None = None
    ) -> None:
        self.matcher = cssselect2.Matcher()
        self.asks = False
        self.unread = 0
        self.missing = 0
        self.imports = False
        self.has_rules = False
        self.is_shared = False
        self.classes: set[str] = set()
        self.attributes: set[str] = set()
        self.by_place = False
        self.frames: dict[str, tuple[Declaration, ...]] = {}
        self.initial: dict[str, str] = {}
        self.overlays = False
        self.values_of: frozenset[str] = frozenset()
        self.counts = False
        self._quirks = quirks
        self._imported = imported
        self._layers = _Layers()
        self._pending: list[_PendingRule] = []
        # The conditions of `@container` around a rule.
        self._asks: tuple[str, ...] = ()
        self._level = 0
        self._base = ""

    def add(self, text: str, media: str = "", address: str = "") -> None:
        """Add a sheet's rules, if it is meant for screens; `address` is where it was found."""
        self.unread += is_too_deep(media)
        if holds(media):
            self._base = address
            self._note_functions(text)
            text = text.replace("<!--", "    ").replace("-->", "   ")
            self._rules(tinycss2.parse_stylesheet(text, True, True), "", "", 0)

    def close(self) -> bool:
        """Rank the layers and build the matcher; whether there is any rule."""
        ranks = self._layers.ordered()
        for layer, selector, declared, asks in self._pending:
            rank = ranks[layer] if layer else UNLAYERED
            self._compile(selector, Rule(declared, rank, asks))
        self.has_rules = bool(self._pending)
        self._pending.clear()
        return self.has_rules

    def _rules(self, rules: Iterable[Any], layer: str, within: str, level: int) -> None:
        for rule in rules:
            try:
                if rule.type == "qualified-rule":
                    selector = unnested(rule.prelude, within)
                    lost = bool(within) and len(selector) > LONGEST_SELECTOR
                    self._style(selector, rule.content, layer, level, lost=lost)
                elif rule.type == "at-rule":
                    self._at_rule(rule, layer, within, level)
            except RecursionError:
                self.unread += 1

    def _style(self, selector: str, content: Any, layer: str, level: int, *, lost: bool) -> None:
        inner = tinycss2.parse_blocks_contents(content, True, True)
        declared = tuple(_declared(inner))
        if declared:
            if lost:
                self._lose(declared)
            else:
                self._pending.append(_PendingRule(layer, selector, declared, self._asks))
                self._note(declared)
        nested = [node for node in inner if node.type in ("qualified-rule", "at-rule")]
        if nested and level < _DEEPEST and len(selector) <= LONGEST_SELECTOR:
            self._rules(nested, layer, selector, level + 1)
        elif nested:
            self.unread += len(nested)

    def _at_rule(self, rule: Any, layer: str, within: str, level: int) -> None:
        name = rule.lower_at_keyword
        prelude = tinycss2.serialize(rule.prelude).strip()
        if name == "import":
            self._import(rule.prelude, layer)
            return
        if name == "layer" and rule.content is None:
            for part in prelude.split(","):
                self._layers.rank(_joined(layer, part.strip()))
            return
        if name.endswith("keyframes"):
            self._keyframes(prelude, rule.content)
            return
        if rule.content is None or level >= _DEEPEST:
            self.unread += rule.content is not None
            return
        if name == "property":
            self._property(prelude, rule.content)
            return
        # `@layer base { … }`
        if name == "layer":
            if not prelude:
                self._layers.unnamed += 1
                prelude = f"\x00{self._layers.unnamed}"
            layer = _joined(layer, prelude)
            self._layers.rank(layer)
        elif name == "scope":
            # `@scope (.post) to (.quote)`: the limit is ignored, so the rule may hide more. A scope
            # without a root is the head, where the sheet is.
            scope = prelude.partition(") to")[0].strip()
            if not scope.startswith("("):
                return
            within = f"{within} {scope.strip('()')}".strip()
        elif not self._applies(name, prelude):
            return
        around = self._asks
        self._asks = (*around, prelude) if name == "container" else around
        self._block(rule.content, layer, within, level)
        self._asks = around

    def _applies(self, name: str, prelude: str) -> bool:
        """Whether the condition of a conditional rule is true; False for rules of other names."""
        self.unread += name in _CONDITIONAL and is_too_deep(prelude)
        # `@media (max-width: 600px) { … }`
        if name == "media":
            return holds(prelude)
        # `@supports (display: grid) { … }`
        if name == "supports":
            return is_supported(prelude)
        # `@container card (min-width: 400px) { … }`: which one it is depends on the element.
        if name == "container":
            self.asks = True
        return name == "container"

    def _block(self, content: Any, layer: str, within: str, level: int) -> None:
        """Read the content of a conditional rule: rules, and if nested also declarations."""
        inner = tinycss2.parse_blocks_contents(content, True, True)
        declared = tuple(_declared(inner))
        if declared and within:
            self._pending.append(_PendingRule(layer, within, declared, self._asks))
            self._note(declared)
        self._rules(inner, layer, within, level + 1)

    def _import(self, prelude: Any, layer: str) -> None:
        self.imports = True
        words = [token for token in prelude if token.type not in ("whitespace", "comment")]
        if not words:
            return
        first = words[0]
        address = first.value if first.type in ("string", "url") else ""
        if first.type == "function" and first.arguments:
            address = getattr(first.arguments[0], "value", "")
        rest = words[1:]
        if rest and rest[0] == "layer":
            rest = rest[1:]
        elif rest and rest[0].type == "ident" and rest[0].lower_value == "layer":
            self._layers.unnamed += 1
            layer, rest = _joined(layer, f"\x00{self._layers.unnamed}"), rest[1:]
            self._layers.rank(layer)
        elif rest and rest[0].type == "function" and rest[0].lower_name == "layer":
            layer = _joined(layer, tinycss2.serialize(rest[0].arguments).strip())
            self._layers.rank(layer)
            rest = rest[1:]
        media = " ".join(tinycss2.serialize([token]) for token in rest)
        self.unread += is_too_deep(media)
        if not holds(media):
            return
        address = _resolved(self._base, str(address))
        text = self._imported(address) if self._imported and self._level < _DEEPEST else None
        if text is None:
            self.missing += 1
            return
        self._level += 1
        base, self._base = self._base, address
        self._note_functions(text)
        self._rules(tinycss2.parse_stylesheet(text, True, True), layer, "", 0)
        self._level, self._base = self._level - 1, base

    def _property(self, name: str, content: Any) -> None:
        """Read a variable's default value: `@property --o { initial-value: 0 }`."""
        for node in tinycss2.parse_blocks_contents(content or [], True, True):
            if node.type == "declaration" and node.lower_name == "initial-value":
                self.initial[name.strip()] = tinycss2.serialize(node.value).strip()

    def _keyframes(self, name: str, content: Any) -> None:
        """Keep the last frame: the look of an element after its animation."""
        for rule in tinycss2.parse_blocks_contents(content or [], True, True):
            if rule.type == "qualified-rule":
                at = tinycss2.serialize(rule.prelude).lower()
                if "to" in at.replace(",", " ").split() or "100%" in at:
                    inner = tinycss2.parse_blocks_contents(rule.content, True, True)
                    self.frames[name.strip("\"'")] = tuple(_declared(inner))

    def _compile(self, selector: str, rule: Rule) -> None:
        try:
            compiled = compile_selectors(selector, self._quirks)
        except (ValueError, TypeError, AttributeError, NotImplementedError):
            # Selectors that browsers do not know either, or for their own widgets, are not counted.
            if "::" not in selector and ":-" not in selector:
                self._lose(rule.declarations)
            return
        except (RecursionError, SyntaxError, MemoryError):
            self._lose(rule.declarations)
            return
        for item in compiled.selectors:
            if item.pseudo_element is None or item.pseudo_element in DRAWN:
                self.matcher.add_selector(item, rule)
        self.by_place = self.by_place or compiled.by_place
        self.classes |= compiled.classes
        self.attributes |= compiled.attributes

    def _note(self, declared: tuple[Declaration, ...]) -> None:
        if not self.overlays:
            self.overlays = any(
                item.name == "position" and ("absolute" in item.value or "fixed" in item.value)
                for item in declared
            )

    def _note_functions(self, text: str) -> None:
        """Record whether values use an element's attributes, or its place among siblings."""
        self.values_of |= names_asked(text)
        if "sibling-" in text:
            self.counts = self.by_place = True

    def _lose(self, declared: tuple[Declaration, ...]) -> None:
        self.unread += any(item.name in _HIDING for item in declared)


def _resolved(base: str, address: str) -> str:
    """Resolve an address in a sheet against the page; urljoin drops the `..` of a relative base."""
    parts = urlsplit(address)
    if urlsplit(base).scheme or parts.scheme or parts.netloc or address.startswith("/"):
        return urljoin(base, address)
    return posixpath.join(posixpath.dirname(base), address)


def _joined(layer: str, name: str) -> str:
    return f"{layer}.{name}" if layer else name
