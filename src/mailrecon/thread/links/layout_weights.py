"""The confidence of links that the layout shows, which `structure` finds."""

from __future__ import annotations

from collections.abc import Mapping

from mailrecon.model import Introduction
from mailrecon.thread.links.scoring import Weight

# The confidence of links shown by layout, in hundredths: 97 is wrong once in about thirty cases,
# measured on the development material and on generated threads.
SEPARATORS: Mapping[Introduction, Weight] = {
    # `---------- Forwarded message ---------`
    Introduction.FORWARD: Weight(98, "forward separator", "clients write it for nothing else"),
    # `On May 4, 2020 Ann wrote:`
    Introduction.ATTRIBUTION: Weight(
        97, "attribution line and quotation below", "what is quoted is what is answered"
    ),
    # `-----Original Message-----`
    Introduction.ORIGINAL: Weight(
        97, "original-message separator", "clients write it for nothing else"
    ),
    # `Ann received this from Ben and forwards it to Cay - May 4, 2020 9:12 AM`
    Introduction.REPORTED: Weight(
        98, "forward reported in one line", "the line states the forward"
    ),
}
# `[Ann forwards the above to Ben on May 4, 2020 9:12 AM]`
FORWARD_OF_ABOVE = Weight(
    98, "forward of the message above, as the document says", "the line states the forward"
)
# `> From: Ann`
QUOTED_BLOCK = Weight(95, "header block quoted below", "some quote more than what they answer")
# `----` separates any two messages: the subject must confirm the link.
RULE = Weight(90, "same subject below a rule", "any two messages may have a rule between them")
# `> -----Original Message-----` after an answer that is interleaved with the quotation
BELOW_ANSWER = Weight(
    88, "separator below an interleaved answer", "what is quoted may go on, or another begin"
)
# Subtracted if the subjects differ, and if neither wrote to the other.
OTHER_SUBJECT, STRANGERS = 6, 6

STRUCTURE_WEIGHTS = (*SEPARATORS.values(), FORWARD_OF_ABOVE, QUOTED_BLOCK, RULE, BELOW_ANSWER)
