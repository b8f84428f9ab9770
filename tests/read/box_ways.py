# ruff: noqa: E501
"""Pages whose tables, indents and low boxes hide a name, or only seem to.

Each was rendered in Chromium as those of `page_ways` were.
"""

from __future__ import annotations

# A box of two lines that cuts off what is below.
_LOW = ".c{height:40px;overflow:hidden}"

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
<div class=c><div style="float:left;width:100%;height:80px"></div>{}</div>
<div class=c><div style="float:left;width:400px;height:60px">a</div><div style="clear:both">{}</div></div>
<div class=c><span style="display:inline-block;width:300px;height:60px"></span><br>{}</div>
<div class=c><span style="display:inline-block;width:9px;height:60px"></span> {}</div>
<div class=c><span style="display:inline-block">a<br>b<br>c<br>d</span>{}</div>
<div class=c><hr style="height:50px">{}</div>
<div class=c><img width=90 height=60 style="display:block">{}</div>
<div class=c><img width=90 height=60><br>{}</div>
<div class=c><img width=90 height=60> {}</div>
<div class=c><div style="min-height:50px"></div>{}</div>
<div class=c><p style="margin-bottom:50px">a</p>{}</div>
<div class=c><div style="display:grid"><div>a<br>b<br>c<br>d</div><div>{}</div></div></div>
<div style="text-indent:-9999px"><p>{}</p></div>
<div style="text-indent:-9999px each-line">north<br>{}</div>
<p style="text-indent:-9999px"><span style="text-indent:0">{}</span></p>
<div style="display:grid;grid-template-rows:auto 0"><div>a</div><div style="overflow:hidden">{}</div></div>
<div style="display:grid;grid-template:auto 0/auto"><div>a</div><div style="overflow:hidden">{}</div></div>
<div style="display:grid;grid-template-columns:0 1fr"><div style="overflow:hidden">{}</div><div>a</div></div>
<div style="container-type:size;overflow:hidden">{}</div>
<div style="container:a / size;overflow:hidden">{}</div>
<p style="clip-path:circle(2em)">{}</p>
<p style="transform:scale(2)">{}</p>
<p style="scale:2">{}</p>
<p>a <button><i hidden>{}</i>Reply</button></p>
<p>a <button><b><i style="color:#efefef">{}</i></b>Reply</button></p>
<p>a <button style="visibility:hidden"><b>{}</b></button></p>
<p>a <span style="mix-blend-mode:difference;color:#fff">{}</span></p>
<div style="background:#fff"><p>a <span style="mix-blend-mode:difference">{}</span></p></div>
<style>@scope (p) to (i){:scope b{display:none}}</style><p>a <b>{}</b></p>
<style>@supports not (-moz-appearance:none){b{display:none}}</style><p>a <b>{}</b></p>
<style>body{background:#000}</style><div style="background:#fff">a <b style="background:#000">{}</b></div>
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
<div class=c><div style="float:left;width:50px;height:80px"></div>{}</div>
<div class=c><div style="float:left;width:90px"><p>a<p>b<p>c</div><p>{}</div>
<div class=c><span style="display:inline-block;width:9px;height:60px;vertical-align:top"></span> {}</div>
<div class=c><img style="width:90px;height:60px;vertical-align:top"> {}</div>
<div class=c><img width=20 height=20>{}</div>
<div class=c style="display:flex"><div>a<br>b<br>c<br>d</div><div>{}</div></div>
<div class=c style="display:flex;align-items:flex-end"><div>a<br>b<br>c<br>{}</div></div>
<div class=c style="display:grid;grid-template-columns:1fr 1fr"><div>a<br>b<br>c<br>d</div><div>{}</div></div>
<div class=c><table><tr><td>a<br>b<br>c<br>d</td><td valign=top>{}</td></tr></table></div>
<div class=c><table><tr><td><p>a<p>b<p>c<p>d</td><td valign=top>{}</td></tr></table></div>
<div class=c><div style="margin-bottom:-60px">a<br>b<br>c</div>{}</div>
<div class=c><div style="height:10px">a<br>b<br>c</div>{}</div>
<div class=c style="min-height:200px">a<br>b<br>c<br>{}</div>
<div class=c><div style="position:absolute;left:200px"><p>a<p>b<p>c</div>{}</div>
<div style="text-indent:-9999px">north<br>{}</div>
<p style="text-indent:-9999px"><span style="display:block;text-indent:0">{}</span></p>
<div style="display:grid;grid-template-rows:auto 0"><div style="overflow:hidden">{}</div><div>a</div></div>
<div style="display:grid;grid-template-columns:0 1fr"><div>a</div><div style="overflow:hidden">{}</div></div>
<div style="display:grid;grid-template-columns:0 1fr"><div>{}</div><div>a</div></div>
<div style="container-type:inline-size;overflow:hidden">{}</div>
<p style="clip-path:circle(70%)">{}</p>
<p style="clip-path:circle(9999px)">{}</p>
<p style="transform:scale(1.1)">{}</p>
<p>a <span style="transform:scale(2);display:inline-block">{}</span></p>
<p>a <button><i>{}</i>Reply</button></p>
<p>a <span style="mix-blend-mode:difference">{}</span></p>
<p>a <span style="mix-blend-mode:screen;background:#fff">{}</span></p>
<p>a <u style="margin:-9999px 10px">{}</u></p>
<p>a <i style="position:relative;left:10vw;right:-100%">{}</i></p>
<div style="position:absolute;top:200px;bottom:-9999px">{}</div>
<style>@supports (foo:bar){b{display:none}}</style><p>a <b>{}</b></p>
<style>@supports (-webkit-touch-callout:none){b{display:none}}</style><p>a <b>{}</b></p>
<style>body{background:#000}p{background:#fff}</style><p>a <b>{}</b></p>
<style>body{height:40px;overflow:hidden}</style><p>a<p>b<p>c<p>{}</p>
<style>body{max-height:0;overflow-y:hidden}</style><p>{}</p>
<div style="position:relative;top:-50%">{}</div>
"""

HIDDEN = [(body, _LOW) for body in _HIDDEN.splitlines() if body]
SEEN = [(body, _LOW) for body in _SEEN.splitlines() if body]
