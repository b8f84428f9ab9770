"""Lists of HTML elements by function: those in the tree, those that make lines."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set of names."""
    return frozenset(text.split())


# A prefix for custom elements (HTML, 4.13), which the tree builder treats alike.
INERT = "x-"
# Elements that the tree builder gets under their own names.
STRUCTURE = word_set(
    "html head body address article aside blockquote caption center dd details dir div dl dt "
    "fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
VOID = word_set("br hr img")
# Void in HTML, but built under an inert name, with an end tag.
EMPTY = word_set("input")
# Elements without content, which are invisible.
NOTHING = word_set(
    "area base basefont bgsound col colgroup embed frame keygen link meta param source track wbr"
)
# Built under their own names: cells may take the look of their column.
COLUMNS = word_set("col colgroup")
# Elements that are invisible with their content.
UNSEEN = word_set(
    "script style title noscript template select datalist iframe noembed noframes audio video "
    "canvas svg"
)
# An inert svg has a drawing's words, a select its visible option, a frame its page's text; the
# content of the others was left out.
UNVISITED = UNSEEN - {"svg", "select", "iframe", "canvas", "video"}
# Those that extend to the page's end if they have no end tag (HTML, 13.2.5.4).
TO_THE_END = word_set("script style")
VERBATIM = word_set("textarea xmp plaintext")
ATTRIBUTES = word_set(
    "align alt background bgcolor class color colspan data height hidden href id name open "
    "placeholder popover role rows rowspan size slot span src start style text type value width"
)

# A start tag of these closes an open paragraph (13.2.6.4.7).
CLOSE_PARAGRAPH = word_set(
    "address article aside blockquote center details dir div dl fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup main menu nav ol p pre section summary ul li dd dt hr"
)
SPECIAL = CLOSE_PARAGRAPH | word_set("html head body table caption tbody thead tfoot tr td th")

# Elements that begin and end a line by default (15.3).
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
