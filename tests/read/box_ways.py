# ruff: noqa: E501
"""Pages whose tables, indents and low boxes hide a name, or only seem to.

Each was rendered in Chromium as those of `page_ways` were.
"""

from __future__ import annotations

# Tables and their parts are as large as their words, whatever they say; lines after the first are not indented.
_HIDDEN = """
<table style="table-layout:fixed;width:200px"><col style="width:200px"><col style="width:0"><tr><td>north</td><td style="overflow:hidden;padding:0">{}</td></tr></table>
<table style="table-layout:fixed;width:400px"><tr><td style="width:400px">a</td><td style="width:0;overflow:hidden;padding:0">{}</td></tr></table>
<table style="table-layout:fixed;width:0"><tr><td style="width:0;overflow:hidden;padding:0">{}</td></tr></table>
<table><tr><td style="max-width:0;overflow:hidden;white-space:nowrap;padding:0">{}</td></tr></table>
<table><tr><td style="display:block;height:0;overflow:hidden;padding:0">{}</td></tr></table>
<table><tr><td><div style="height:0;overflow:hidden">{}</div></td></tr></table>
<table><caption style="height:0;overflow:hidden">{}</caption></table>
<table style="height:0;overflow:hidden;display:block"><tr><td>{}</td></tr></table>
<div style="text-indent:-9999px">{}<br>north</div>
<div style="text-indent:-9999px"><p>{}</p></div>
<div style="text-indent:-9999px each-line">north<br>{}</div>
<p style="text-indent:-9999px"><span style="text-indent:0">{}</span></p>
"""
_SEEN = """
<table><tr><td>north</td><td style="width:0;overflow:hidden">{}</td></tr></table>
<table style="width:100px"><tr><td style="overflow:hidden;white-space:nowrap;width:100px">the stones at the north pier {}</td></tr></table>
<table style="table-layout:fixed"><tr><td style="width:0;overflow:hidden">{}</td></tr></table>
<table style="table-layout:fixed;width:400px"><tr><td style="width:100px;overflow:hidden">{}</td></tr></table>
<table style="table-layout:fixed;width:400px"><tr><td style="overflow:hidden">{}</td><td></td></tr></table>
<table style="width:0;overflow:hidden"><tr><td>{}</td></tr></table>
<table style="max-height:0;overflow:hidden"><tr><td>{}</td></tr></table>
<table><tr><td style="max-height:0;overflow:hidden">{}</td></tr></table>
<table><tbody style="height:0;overflow:hidden"><tr><td>{}</td></tr></tbody></table>
<div style="display:table-cell;width:0;overflow:hidden">{}</div>
<div style="display:table;width:0;height:0;overflow:hidden">{}</div>
<div style="text-indent:-9999px">north<p style="text-indent:0">{}</p></div>
<div style="text-indent:-9999px">north<br>{}</div>
<p style="text-indent:-9999px"><span style="display:block;text-indent:0">{}</span></p>
"""

HIDDEN = [(body, "") for body in _HIDDEN.splitlines() if body]
SEEN = [(body, "") for body in _SEEN.splitlines() if body]
