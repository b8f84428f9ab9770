"""The elements of HTML by what they do: which the tree is built of, which make lines."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What the tree builder gets under its own name.
STRUCTURE = _names(
    "html head body address article aside blockquote caption center dd details dir div dl dt "
    "fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
VOID = _names("br hr img")
# No content, nothing to see.
NOTHING = _names(
    "area base basefont bgsound col colgroup embed frame input keygen link meta param source track "
    "wbr"
)
# What a reader doesn't see, content and all.
UNSEEN = _names(
    "script style title noscript template select datalist iframe noembed noframes audio video "
    "canvas svg"
)
# Those of them that run to the page's end where no end tag comes (HTML, 13.2.5.4).
TO_THE_END = _names("script style")
VERBATIM = _names("textarea xmp plaintext")
ATTRIBUTES = _names("align alt bgcolor class color hidden href id name role start style type value")

# A start tag of these closes an open paragraph (13.2.6.4.7).
CLOSE_PARAGRAPH = _names(
    "address article aside blockquote center details dir div dl fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup main menu nav ol p pre section summary ul li dd dt hr"
)
SPECIAL = CLOSE_PARAGRAPH | _names("html head body table caption tbody thead tfoot tr td th")

# What begins and ends a line, if no style says otherwise (15.3).
BLOCKS = _names(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main "
    "menu nav ol p plaintext pre section summary table tbody td textarea tfoot th thead tr ul xmp"
)
SPACED = _names(
    "p h1 h2 h3 h4 h5 h6 ul ol dl dir menu pre listing figure blockquote fieldset table xmp"
)
PREFORMATTED = _names("pre textarea xmp plaintext listing")
LISTS = _names("ul ol dir menu")
TABLE = _names("table tbody thead tfoot tr td th")
