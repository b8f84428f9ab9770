"""Check the blocks that plugin layouts return, and name the plugin in errors."""

from __future__ import annotations

from msgspec.structs import replace

from mailrecon import plugins
from mailrecon.errors import PluginError, PluginFault
from mailrecon.layouts.block import Block
from mailrecon.layouts.layout import Finder, Layout, Sign
from mailrecon.model import Field, How, Introduction, Role, Span
from mailrecon.scan import Page


def checked(layout: Layout) -> Layout:
    """A plugin's layout with checks around its finders. Raises PluginError if it has no finders."""
    pairs = layout.finders
    if (
        not isinstance(pairs, tuple)
        or not pairs
        or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs)
        or not all(isinstance(sign, Sign) and callable(find) for sign, find in pairs)
    ):
        raise PluginError(
            f"{layout.name} ({plugins.LAYOUTS}): `finders` must be pairs of a Sign and a function, "
            "such as ((Sign.CLOCK, find),)"
        )
    return replace(
        layout, finders=tuple((sign, _checked_finder(layout.name, find)) for sign, find in pairs)
    )


def _checked_finder(layout: str, find: Finder) -> Finder:
    named = plugins.named_in_faults(f"the layout {layout!r}", find)

    def match(page: Page, index: int) -> Block | None:
        block = named(page, index)
        complaint = None if block is None else _complaint(page, layout, block)
        if complaint is not None:
            raise PluginFault(
                f"the layout {layout!r}, of another package, failed on line {index + 1}: "
                f"{complaint}"
            )
        return block

    return match


def _complaint(page: Page, layout: str, block: Block) -> str | None:
    """A message that describes what is wrong with a block, or None."""
    if not isinstance(block, Block):
        return f"its finder returns {block!r:.40}, which is neither a Block nor None"
    if block.layout != layout:
        return f"its block is of the layout {block.layout!r}"
    if not 0 <= block.start <= block.end <= len(page.lines):
        return f"its block's lines are {block.start} to {block.end}"
    if not isinstance(block.introduction, Introduction):
        return f"`introduction` is {block.introduction!r}, which is not an Introduction"
    for item in block.evidence:
        if not isinstance(item, tuple) or len(item) != 2:
            return '`evidence` must be pairs of a reason and a weight, such as (("arrow", 5.0),)'
    for field in block.fields:
        if not isinstance(field, Field) or not isinstance(field.role, Role):
            return f"{field!r:.60} is not a Field with a Role"
        if field.how is How.PRINTED and not _is_printed(page, field):
            return (
                f"its field {field.role.value!r} is {field.text!r:.60}, but at its span is "
                f"{field.span.of(page.lines.text)!r:.60}; spans count from the document's beginning"
            )
    return None


def _is_printed(page: Page, field: Field) -> bool:
    """Whether a one-line field equals the text at its span, apart from white space."""
    if not isinstance(field.span, Span) or "\n" in field.text:
        return isinstance(field.span, Span)
    return field.text.split() == field.span.of(page.lines.text).split()
