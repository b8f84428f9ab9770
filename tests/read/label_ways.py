# ruff: noqa: E501
"""Pages with labels, canvases and bars of blocks over a name, and sheets for other screens.

Each was rendered in Chromium as those of `page_ways` were.
"""

from __future__ import annotations

_OVER = "<div style='position:relative'>{}%s</div>pier"
_BAR = "position:absolute;left:0;top:0;background:#000;"
_BARS_HIDDEN = f"""
<span style='{_BAR}color:#fff'>REDACTED REDACTED</span>
<span style='{_BAR}color:#000'>xxxxxxxxxxxxxxxxxxxx</span>
<span style='position:absolute;left:0;top:0;color:#000'>████████████████</span>
<b style='position:absolute;left:0;top:0;background:#fff;padding-right:40px'>NAME REMOVED</b>
<canvas style='{_BAR}width:300px;height:30px'></canvas>
<svg style='position:absolute;top:0;left:0' width=300 height=30><rect width=300 height=30 /></svg>
<video style='{_BAR}width:300px;height:30px'></video>
"""
_BARS_SEEN = f"""
<span style='{_BAR}left:400px;color:#fff'>REDACTED REDACTED</span>
<span style='{_BAR}top:60px;color:#fff'>REDACTED REDACTED</span>
<span style='position:absolute;left:0;top:0;color:#000;top:40px'>████████████████</span>
<canvas style='{_BAR}left:300px;width:300px;height:30px'></canvas>
"""
_NAME = "<p class=r>{}</p>pier"
# Of a laptop's screen: one dot a pixel, 1280 by 800, eight bits a colour.
_TRUE = """
screen and (-webkit-min-device-pixel-ratio:0)
(-webkit-max-device-pixel-ratio:1)
(min-aspect-ratio:1/1)
(min-color:8)
(monochrome:0)
not (monochrome)
(grid:0)
(prefers-reduced-transparency:no-preference)
"""
_FALSE = """
(-webkit-min-device-pixel-ratio:2)
(min--moz-device-pixel-ratio:1.5)
(max-aspect-ratio:4/3)
(min-monochrome:1)
(grid)
(min-aspect-ratio:a)
(prefers-reduced-data:reduce)
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


_CELL = ".g{display:grid}.g p{grid-area:1/1;margin:0;background:#fff}.g p:first-child{z-index:1}"
_SIDE = ".m{position:relative}.s{position:fixed;left:0;top:0;bottom:0;width:234px;background:#fff}"
_MORE_HIDDEN = [
    ("<p style='contain:size;overflow:hidden'>{}</p>pier", ""),
    ("<div class=g><p>a</p><p>{}</p></div>", _CELL),
    (
        "<p><b style='display:inline-block;width:10px;overflow:hidden;white-space:nowrap'>{}</b></p>",
        "",
    ),
]
_DRAWN = """
<iframe srcdoc='<p>inner</p>' style='height:60px'></iframe><p>{}</p>
<video height=100></video><p>{}</p>
<canvas></canvas><p>{}</p>
<svg></svg><p>{}</p>
<textarea rows=4></textarea><p>{}</p>
<select size=5><option>a<option>b</select><p>{}</p>
<object width=20 height=80></object><p>{}</p>
"""
_DRAWN_LOW = """
<canvas height=10></canvas> {}
<svg width=20 height=20></svg> {}
<select><option>a</select> {}
<iframe hidden></iframe>{}
<video style='display:none'></video>{}
<canvas style='position:absolute;left:300px'></canvas>{}
<video style='float:right;height:40px'></video>{}
"""
_MORE_SEEN = [
    ("<p style='contain:size'>{}</p>pier", ""),
    ("<p style='contain:size;overflow:hidden;min-height:30px'>{}</p>pier", ""),
    ("<div class=g><p>{}</p><p>a</p></div>", _CELL),
    ("<div class=g><p style='width:20px;justify-self:end'>a</p><p>{}</p></div>", _CELL),
    # A page of an API's documentation: far down in its text, and fixed beside it.
    (f"<div class=m>{'<p>pier</p>' * 30}<div class=s>{{}}</div></div>", _SIDE),
]
HIDDEN = [(_OVER.replace("%s", bar), "") for bar in _lines(_BARS_HIDDEN)]
HIDDEN += [(_NAME, f"@media {query}{{.r{{color:#fff}}}}") for query in _lines(_TRUE)]
SEEN = [(_OVER.replace("%s", bar), "") for bar in _lines(_BARS_SEEN)]
SEEN += [(_NAME, f"@media {query}{{.r{{color:#fff}}}}") for query in _lines(_FALSE)]
_LOW = "<div style='height:40px;overflow:hidden'>%s</div>"
HIDDEN += [(_LOW.replace("%s", one), "") for one in _lines(_DRAWN)]
SEEN += [(_LOW.replace("%s", one), "") for one in _lines(_DRAWN_LOW)]
HIDDEN += _MORE_HIDDEN
SEEN += _MORE_SEEN
