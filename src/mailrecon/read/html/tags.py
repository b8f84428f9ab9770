"""The elements of HTML by what they do: which the tree is built of, which make lines."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set of names."""
    return frozenset(text.split())


# Named so that no tag of the standard's tree builder is meant (HTML, 4.13: a hyphen is custom).
INERT = "x-"
# What the tree builder gets under its own name.
STRUCTURE = word_set(
    "html head body address article aside blockquote caption center dd details dir div dl dt "
    "fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
VOID = word_set("br hr img")
# Void in HTML, but built under an inert name, with an end tag.
EMPTY = word_set("input")
# No content, nothing to see.
NOTHING = word_set(
    "area base basefont bgsound col colgroup embed frame keygen link meta param source track wbr"
)
# Built under their own names: cells may take the look of their column.
COLUMNS = word_set("col colgroup")
# What a reader doesn't see, content and all.
UNSEEN = word_set(
    "script style title noscript template select datalist iframe noembed noframes audio video "
    "canvas svg"
)
# An inert svg has the words of a drawing, a select the option shown, a frame the text of its page;
# others were left out.
UNVISITED = UNSEEN - {"svg", "select", "iframe", "canvas", "video"}
# Those of them that run to the page's end where no end tag comes (HTML, 13.2.5.4).
TO_THE_END = word_set("script style")
VERBATIM = word_set("textarea xmp plaintext")
ATTRIBUTES = word_set(
    "align alt background bgcolor class color colspan data height hidden href id name open popover "
    "role rows rowspan size slot span src start style text type value width"
)

# A start tag of these closes an open paragraph (13.2.6.4.7).
CLOSE_PARAGRAPH = word_set(
    "address article aside blockquote center details dir div dl fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup main menu nav ol p pre section summary ul li dd dt hr"
)
SPECIAL = CLOSE_PARAGRAPH | word_set("html head body table caption tbody thead tfoot tr td th")

# What begins and ends a line, if no style says otherwise (15.3).
BLOCKS = word_set(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main "
    "menu nav ol p plaintext pre section summary table tbody td textarea tfoot th thead tr ul xmp"
)
SPACED = word_set(
    "p h1 h2 h3 h4 h5 h6 ul ol dl dir menu pre listing figure blockquote fieldset table xmp"
)
PREFORMATTED = word_set("pre textarea xmp plaintext listing")
LISTS = word_set("ul ol dir menu")
TABLE = word_set("table tbody thead tfoot tr td th")
