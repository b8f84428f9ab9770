# ruff: noqa: E501
"""Pages with a name in lines that a box cuts off, or under a drawing, a label or a shadow.

Each was rendered in Chromium as those of `page_ways` were.
"""

from __future__ import annotations

HIDDEN: list[tuple[str, str]] = [
    (
        '<div style="width:80px;height:20px;overflow:hidden">the stones at the north pier were seen by Ann and she says it will hold {}</div>',
        "",
    ),
    (
        '<div style="width:200px;height:20px;line-height:20px;overflow:hidden"><p style="margin:0">the stones at the north pier were seen by Ann and she says it will hold {}</p></div>',
        "",
    ),
    (
        '<div style="width:200px;max-height:20px;overflow:hidden">the stones at the north pier were seen by Ann and she says it will hold <b>the stones at the north pier were seen by Ann and she says it will hold </b> {}</div>',
        "",
    ),
    (
        '<div style="display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;width:120px">the stones at the north pier were seen by Ann and she says it will hold {}</div>',
        "",
    ),
    (
        '<p style="position:relative">{}<b style="position:absolute;inset:0;background:#000;color:#fff">(b)(6)</b></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<b style="position:absolute;inset:0;background:#fff;color:#000">Redacted</b></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<svg style="position:absolute;left:0;top:0" width="400" height="30"><rect width="400" height="30" fill="#222"/></svg></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<svg style="position:absolute;inset:0;width:100%;height:100%" viewBox="0 0 10 10" preserveAspectRatio="none"><rect width="10" height="10" style="fill:navy"/></svg></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<canvas style="position:absolute;left:0;top:0;width:400px;height:30px;background:#000"></canvas></p>',
        "",
    ),
    (
        '<div style="display:grid"><p style="grid-area:1/1">{}</p><canvas style="grid-area:1/1;background:#000;width:100%;height:100%"></canvas></div>',
        "",
    ),
    (
        '<p style="position:relative">{}<i style="position:absolute;inset:0;box-shadow:inset 0 0 0 60px navy"></i></p>',
        "",
    ),
    (
        '<div style="position:relative"><span>{}</span><b style="position:absolute;inset:0;background:#ff0">front</b></div>',
        "",
    ),
]
SEEN: list[tuple[str, str]] = [
    (
        '<p style="position:relative;overflow:hidden;width:9px;height:0"></p><div style="display:inline-block;width:170px;overflow:hidden">see at or this winter will were it seen below {}</div>',
        "",
    ),
    (
        '<div style="overflow:hidden;position:relative;height:289px;width:321px">below below were see at or this stones winter the stones {}</div>',
        "",
    ),
    (
        '<div style="overflow:hidden;position:relative;height:114px;width:601px">Rask winter see and north or see she Ann Thursday will Ann see the stones or hold {}</div>',
        "",
    ),
    (
        '<div style="white-space:nowrap"><div style="width:60px;height:20px;overflow-y:clip">by {}</div></div>',
        "",
    ),
    ('<div style="width:200px;height:20px;overflow:hidden">by {}</div>', ""),
    (
        '<div style="width:200px;height:200px;overflow:hidden">the stones at the north pier were seen by Ann and she says it will hold {}</div>',
        "",
    ),
    (
        '<div style="width:480px;height:60px;overflow:hidden"><div style="width:470px">the stones at the north pier were seen by Ann and she says it will hold {}</div></div>',
        "",
    ),
    (
        '<div style="width:300px;height:24px;overflow:hidden;display:flex"><div style="flex:none">aa bb cc dd {}</div></div>',
        "",
    ),
    (
        '<table style="width:480px"><tr><td style="width:80px;height:20px;overflow:hidden">the stones at the north pier were seen by Ann and she says it will hold {}</td></tr></table>',
        "",
    ),
    (
        '<div style="width:450px;height:20px;overflow:hidden"><table><tr><td>a<td>b<td>c<td>{}</tr></table></div>',
        "",
    ),
    (
        '<div style="width:200px;height:70px;overflow:hidden"><span>the stones at the north pier were seen b</span> {}</div>',
        "",
    ),
    (
        '<div style="width:300px;height:40px;overflow:hidden"><span style="float:left;width:140px">aaaaaa aaaaaaa aaaaaaaa aaaaa</span>{}</div>',
        "",
    ),
    (
        '<div style="width:450px;height:22px;overflow:hidden;white-space:nowrap">aaaa bbbb {}</div>',
        "",
    ),
    (
        '<div style="display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;width:400px">aa bb cc {}</div>',
        "",
    ),
    (
        '<p style="position:relative">{}<b style="position:absolute;right:0;top:0;background:#000;color:#fff">new</b></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<b style="position:absolute;inset:0;color:#fff"> </b></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<svg style="position:absolute;inset:0;width:100%;height:100%"><rect width="100%" height="100%" fill="none" stroke="#000"/></svg></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<svg style="position:absolute;left:400px;top:0" width="20" height="20"><circle r="9"/></svg></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<svg style="position:absolute;inset:0;width:100%;height:100%"><rect width="100%" height="100%" fill="#ff0" opacity=".3"/></svg></p>',
        "",
    ),
    (
        '<p style="position:relative">{}<canvas style="position:absolute;inset:0;width:100%;height:100%"></canvas></p>',
        "",
    ),
    ('<p>{}<canvas width="30" height="5" style="background:#000"></canvas></p>', ""),
    ('<p>{}<video style="background:#000;width:90px;height:9px"></video></p>', ""),
    ('<p>{}</p><iframe style="border:0;width:90px;height:20px;background:#000"></iframe>', ""),
    (
        '<p style="position:relative">{}<i style="position:absolute;inset:0;box-shadow:inset 0 0 0 2px navy"></i></p>',
        "",
    ),
    (
        '<div style="position:relative;height:90px"><p>{}</p><i style="position:absolute;inset:0;box-shadow:inset 0 0 0 9px navy"></i></div>',
        "",
    ),
    (
        '<div style="position:relative"><b style="position:absolute;inset:0;background:#ff0">back</b><span style="position:relative">{}</span></div>',
        "",
    ),
    (
        '<div style="position:relative"><b style="position:absolute;inset:0;background:#ff0;z-index:-1">back</b><span>{}</span></div>',
        "",
    ),
]
