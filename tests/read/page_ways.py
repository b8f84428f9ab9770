# ruff: noqa: E501
"""Pages with a name that is hidden, or only seems to be, each rendered in Chromium (`render_ways`).

The body of a page and its style sheet; `{}` stands for the name. Boxes laid over one another, boxes
that cut text off, columns of tables, first lines, and pages inside the page.
"""

from __future__ import annotations

_SHADOW = "<div>{}<template shadowrootmode=open>%s</template></div>"
_GRID = ".g{display:grid}.g>*{grid-row:1;grid-column:1}.g b{background:#000}"

_ROW = "<div class=w><span>north</span><span class=r>{}</span></div>"
_FLEX = ".w{display:flex}.r{%s;overflow:hidden}"
_BAR_AFTER = "<p>north <b>{}</b><i class=b></i> pier</p>"
_BAR_BEFORE = "<p>north <i class=b></i><b>{}</b> pier</p>"
_RULE = "<hr class=b><p>{}</p><p>north pier</p>"
_CUT = "<div class=o>north <span class=r>{}</span></div>"
_CUT_AFTER = "<div class=o><i class=i>north</i> <span>{}</span></div>"
_NARROW = ".o{overflow:hidden;width:200px;white-space:nowrap}"

HIDDEN: list[tuple[str, str]] = [
    (
        "<div class=h>north<p>{}</p></div>",
        ".h{position:relative}.h::before{content:'';position:absolute;inset:0;background:#000}p{color:#fff}",
    ),
    (
        "<div class=h>north<p>{}</p></div>",
        ".h{position:relative}.h::after{content:'';position:absolute;inset:0;background:#000}p{position:relative;color:#fff}",
    ),
    (
        "<div class=h>north<p>{}</p></div>",
        ".h{position:relative}.h::before{content:'';position:absolute;inset:0;background:#000}p{position:relative;color:#000}",
    ),
    ("<div class=h>{}</div>north", ".h{height:0;padding-bottom:4px;overflow:hidden}"),
    ("<div class=h>{}</div>north", ".h{height:0;padding-top:40px;overflow:hidden}"),
    # Items of a row that have no size in it, and cut off their words.
    (_ROW, _FLEX % "flex:0 0 0"),
    (_ROW, _FLEX % "flex:0 0 0%"),
    (_ROW, _FLEX % "flex:0"),
    (_ROW, _FLEX % "flex-basis:0"),
    (_ROW, ".w{display:flex;flex-direction:column;height:80px}.r{flex:0 0 0;overflow:hidden}"),
    # Fields without width.
    ("north <input class=r value='{}'>", ".r{width:0}"),
    ("north <input class=r value='{}'>", ".r{height:0;padding:0;border:0}"),
    # Bars made of borders at the sides.
    (_BAR_AFTER, ".b{border-left:200px solid #000;margin-left:-200px}"),
    (_BAR_AFTER, ".b{border:0 solid #000;border-width:0 100px;margin-left:-200px}"),
    (_BAR_BEFORE, ".b{border-left:200px solid #000;margin-right:-200px;position:relative}"),
    # A bar under which the next lines are drawn back.
    (_RULE, ".b{height:30px;background:#000;border:0;margin-bottom:-40px;position:relative}"),
    # What begins beyond the width of a box that cuts it off.
    (_CUT, _NARROW + ".r{margin-left:300px}"),
    (_CUT, _NARROW + ".r{padding-left:300px}"),
    (_CUT, ".o{overflow:hidden;width:200px}.r{display:block;margin-left:300px}"),
    (_CUT, ".o{overflow:hidden;width:200px}.r{display:block;padding-left:300px}"),
    (_CUT_AFTER, _NARROW + ".i{margin-right:300px}"),
    (_CUT_AFTER, _NARROW + ".i{display:inline-block;width:300px}"),
    # A shadow tree that shows nothing of what its host holds, or hides it.
    (_SHADOW % "<b>north</b>", ""),
    (_SHADOW % "<style>slot{display:none}</style>north<slot></slot>", ""),
    (_SHADOW % "<style>:host{opacity:0}</style>north<slot></slot>", ""),
    (_SHADOW % "<p hidden><slot></slot></p>north", ""),
    (
        "<div><i>{}</i><template shadowrootmode=open><style>::slotted(i){display:none}</style>north<slot></slot></template></div>",
        "",
    ),
    (
        "<div><i slot=y>{}</i><template shadowrootmode=open>north<slot name=x></slot></template></div>",
        "",
    ),
    (
        "<div><template shadowrootmode=open><style>p{display:none}</style><p>{}</p>north</template></div>",
        "",
    ),
    ("<div>{}<template shadowrootmode=closed>north</template></div>", ""),
    ("<div>pier<template shadowrootmode=open>north<slot>{}</slot></template></div>", ""),
    ("<template><template>north</template>{}</template>pier", ""),
    ("<iframe srcdoc='<p hidden>{}</p>north'></iframe>", ""),
    ("<iframe style='display:none' srcdoc='<p>{}</p>'></iframe>north", ""),
    ("<div style='background:#000;color:#fff'><iframe srcdoc='<p>{}</p>'></iframe></div>", ""),
    ("<iframe width=0 height=0 srcdoc='<p>{}</p>'></iframe>north", ""),
    # Cells of a grid laid over one another.
    ("<div class=g><i>{}</i><b></b></div>", _GRID),
    ("<div class=g><b></b><i>{}</i></div>", _GRID + ".g b{z-index:2}"),
    (
        "<div style='display:grid'><div style='grid-area:1/1'>{}</div><div style='grid-area:1/1;background:#000'>&nbsp;</div></div>",
        "",
    ),
    (
        "<div class=g><i>{}</i><b></b></div>",
        ".g{display:grid;grid-template-areas:'a'}.g>*{grid-area:a}.g b{background:black}",
    ),
    # Boxes laid over the whole page.
    ("{}<div style='position:fixed;inset:0;background:#000'></div>", ""),
    (
        "{}<div style='position:fixed;top:0;left:0;width:100vw;height:100vh;background:#fff'></div>",
        "",
    ),
    ("{}<div style='position:absolute;top:0;left:0;right:0;bottom:0;background:#fff'></div>", ""),
    ("{}", "body::after{content:'';position:fixed;inset:0;background:#000}"),
    ("{}", "html::before{content:'';position:fixed;inset:0;background:#fff;z-index:9}"),
    # First lines.
    ("<p class=f>{}</p>", ".f::first-line{color:transparent}"),
    ("<p class=f>{}</p>", ".f::first-line{background:#000}"),
    ("<div class=f>{}</div>", ".f:first-line{color:#fff}"),
    # Boxes that cut off what is too long for them.
    ("<div style='width:30px;overflow:hidden;white-space:nowrap'>north pier {}</div>", ""),
    (
        "<div style='width:80px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis'>north pier north pier {}</div>",
        "",
    ),
    ("<div style='max-height:1em;line-height:1em;overflow:hidden'>north<br>south<br>{}</div>", ""),
    (
        "<div style='display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden'>north<br>{}</div>",
        "",
    ),
    # Columns.
    ("<table><col><col style='visibility:collapse'><tr><td>a<td>{}</table>", ""),
    (
        "<table><colgroup span=1><colgroup span=1 style='visibility:collapse'><tr><td>a<td>{}</table>",
        "",
    ),
    ("<table><col><col class=b><tr><td>a<td>{}</table>", ".b{background:#000}"),
    ("<table><col span=2 style='background:#000'><tr><td colspan=2>{}</table>", ""),
    # Pictures, drawings and arithmetic.
    (
        "<svg width=300 height=30><switch><text y=20 systemLanguage=zz>{}</text><text y=20>north</text></switch></svg>",
        "",
    ),
    (
        "<svg width=300 height=30><switch><text y=20>north</text><text y=20>{}</text></switch></svg>",
        "",
    ),
    ("<span style='display:inline-block;mask-image:url(#nothing)'>{}</span>", ""),
    (
        "<div style='clip-path:url(#c)'>{}</div><svg width=0 height=0><clipPath id=c></clipPath></svg>",
        "",
    ),
    ("<s style='text-decoration-thickness:30px'>{}</s>", ""),
    ("<i>{}</i>", "i{opacity:round(.4,1)}"),
    ("<i>{}</i>", "i{opacity:mod(2,1)}"),
    ("<i>{}</i>", "i{opacity:sign(0)}"),
    ("<details open><summary>s</summary>{}</details>", "details:open{display:none}"),
    # Sheets in drawings and for them, pieces of HTML in drawings.
    (
        "<svg width=400 height=60><style>.k{display:none}</style><text y=20 class=k>{}</text><text y=40>north</text></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><style>text.k{fill:#fff}</style><text y=20 class=k>{}</text><text y=40>north</text></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><style><![CDATA[#q{opacity:0}]]></style><text y=20 id=q>{}</text><text y=40>north</text></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><text y=20 class=k>{}</text><text y=40>north</text></svg>",
        ".k{display:none}",
    ),
    (
        "<svg width=400 height=60><text y=20 class=k>{}</text><text y=40>north</text></svg>",
        ".k{fill:none}",
    ),
    (
        "<svg width=400 height=60><g class=k><text y=20>{}</text></g><text y=40>north</text></svg>",
        "svg .k{visibility:hidden}",
    ),
    (
        '<svg width=400 height=60><text y=20 style="fill:#000" class=k>{}</text><text y=40>north</text></svg>',
        ".k{fill:#fff!important}",
    ),
    (
        "<svg width=400 height=60><text y=20>{}</text><rect class=k width=300 height=30 /><text y=40>north</text></svg>",
        ".k{fill:navy}",
    ),
    ("<p class=k>{}</p><svg width=9 height=9><style>.k{display:none}</style></svg>pier", ""),
    (
        "<svg width=400 height=60><foreignObject width=300 height=50><div>{}</div></foreignObject><rect width=400 height=60 /></svg>pier",
        "",
    ),
    (
        "<svg width=400 height=60><foreignObject width=300 height=50><style>b{opacity:0}</style><b>{}</b> north</foreignObject></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><foreignObject width=0 height=50><div>{}</div></foreignObject></svg>pier",
        "",
    ),
    ("<p hidden class=k>{}</p>pier", ".k{display:revert}p.k{display:none}"),
]
_HERO = "<div class=h>north<div class=in>{}</div></div>"
_OVER = ".h{position:relative}.h::%s{content:'';position:absolute;inset:0;background:#000}"

SEEN: list[tuple[str, str]] = [
    # What is placed over the box that colours the ground.
    (_HERO, _OVER % "before" + ".in{position:relative;color:#fff}"),
    (_HERO, _OVER % "after" + ".in{position:relative;z-index:1;color:#fff}"),
    # Boxes that wait beside their place, or without size.
    (
        "<a class=h>{}</a>",
        ".h{overflow:hidden}" + _OVER % "before" + ".h::before{left:-100%;width:100%}",
    ),
    ("<a class=h>{}</a>", _OVER % "after" + ".h::after{transform:scaleX(0)}"),
    (
        "<a class=h>{}</a>",
        _OVER % "after" + ".h{overflow:hidden}.h::after{transform:translateX(-101%)}",
    ),
    # The padding of a box without height has room for words.
    ("<div class=h>{}</div>", ".h{height:0;padding-bottom:40px;overflow:hidden}"),
    (
        "<div class=h><p class=in>{}</p></div>",
        ".h{position:relative;height:0;padding-bottom:20%;overflow:hidden}.in{position:absolute;inset:0}",
    ),
    ("<div class=h>{}</div>", ".h{width:0;min-width:100%;overflow:hidden}"),
    (
        "<table class=h><tr><td>{}</table>",
        ".h{width:100%}td{width:100%;max-width:0;overflow:hidden;white-space:nowrap}",
    ),
    (_ROW, _FLEX % "flex:0 0 0;min-width:200px"),
    (_ROW, _FLEX % "flex:1;width:0"),
    (_ROW, _FLEX % "flex-grow:1;width:0;white-space:nowrap;text-overflow:ellipsis"),
    (_ROW, _FLEX % "flex:none"),
    (_ROW, _FLEX % "flex:0 0 200px"),
    (_ROW, ".w{display:flex}.r{flex:0 0 0}"),
    (_ROW, ".w{display:flex}.r{flex-basis:0;overflow:clip}"),
    ("north <input class=r value='{}'>", ".r{width:200px}"),
    (_BAR_AFTER, ".b{border-left:200px solid #000}"),
    (_BAR_AFTER, ".b{border-left:200px solid #000;margin-left:-200px;opacity:0}"),
    (_BAR_BEFORE, ".b{border-left:12px solid #000;margin-right:-2px;position:relative}"),
    (_RULE, ".b{height:30px;background:#000;border:0;margin-bottom:10px}"),
    (_RULE, ".b{height:1px;background:#000;border:0;margin-bottom:-4px}"),
    (_CUT, _NARROW + ".r{margin-left:30px}"),
    (_CUT, ".o{overflow:hidden;width:400px}.r{display:block;margin-left:50px}"),
    (_CUT_AFTER, _NARROW + ".i{margin-left:300px;margin-right:-300px}"),
    (_SHADOW % "north <slot></slot> pier", ""),
    (_SHADOW % "<style>p{display:none}</style><slot></slot>", "p{color:#000}"),
    (
        "<p>{}</p><div><template shadowrootmode=open><style>p{display:none}</style>north</template></div>",
        "",
    ),
    ("<div><template shadowrootmode=open>the {} pier</template></div>", ""),
    ("<div><template shadowrootmode=open><b>{}</b></template></div>", "b{display:none}"),
    (
        "<div><i slot=x>{}</i><template shadowrootmode=open>north<slot name=x></slot></template></div>",
        "",
    ),
    ("<iframe srcdoc='<p>{}</p>'></iframe>", "p{display:none}"),
    (
        "<div style='background:#000;color:#fff'><iframe srcdoc='<body bgcolor=white><p>{}</p>'></iframe></div>",
        "",
    ),
    ("<div class=g><b></b><i>{}</i></div>", _GRID + ".g b{background:#eee}"),
    (
        "<div class=g><i>{}</i><b>pier</b></div>",
        ".g{display:grid;grid-template-columns:50% 50%}.g b{background:#000;color:#fff}",
    ),
    ("<div class=g><i>{}</i><b></b></div>", ".g{display:grid}.g>*{grid-row:1;grid-column:1}"),
    ("{}<div style='position:fixed;inset:0;background:rgba(0,0,0,.3)'></div>", ""),
    ("{}<div style='position:fixed;inset:0;background:#ddd;z-index:-1'></div>", ""),
    (
        "<div style='position:relative;z-index:1'>{}</div><div style='position:fixed;inset:0;background:#ddd'></div>",
        "",
    ),
    (
        "{}<div style='position:fixed;bottom:0;left:0;right:0;height:20px;background:#000'></div>",
        "",
    ),
    ("<p class=f>{}</p>", ".f::first-line{font-weight:bold}"),
    ("<div class=f>north<br>{}</div>", ".f:first-line{color:#fff}"),
    ("<div style='max-height:60px;overflow:hidden'>north<br>{}</div>", ""),
    ("<div style='width:300px;overflow:hidden;white-space:nowrap'>north {}</div>", ""),
    ("<div style='max-height:20px;width:300px;overflow:hidden'>{}</div>", ""),
    ("<table><col style='visibility:collapse'><col><tr><td>a<td>{}</table>", ""),
    (
        "<table><col><col class=b><tr><td>a<td style='background:#fff'>{}</table>",
        ".b{background:#000}",
    ),
    (
        "<table><col><col class=b><tr style='background:#ddd'><td>a<td>{}</table>",
        ".b{background:#000}",
    ),
    (
        "<svg width=300 height=30><switch><text y=20 systemLanguage=zz>north</text><text y=20>{}</text></switch></svg>",
        "",
    ),
    ("<s>{}</s> <u>north</u>", ""),
    ("<i>{}</i>", "i{opacity:round(.6,1)}"),
    (
        "<svg width=400 height=60><text y=20>{}</text><rect class=k width=300 height=25 /><text y=40>north</text></svg>",
        ".k{fill:none;stroke:#000}",
    ),
    (
        "<svg width=400 height=60><style>rect{fill:none}</style><text y=20>{}</text><rect width=300 height=25 /><text y=40>north</text></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><style>.d{fill:#222}.l{fill:#eee}</style><rect class=d width=300 height=25 /><text y=20 class=l>{}</text><text y=40>north</text></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><style>@media print{.k{display:none}}</style><text y=20 class=k>{}</text><text y=40>north</text></svg>",
        "",
    ),
    (
        "<svg width=400 height=60><foreignObject width=300 height=50><p xmlns='http://www.w3.org/1999/xhtml'>{}</p></foreignObject></svg>",
        "",
    ),
    ("<p hidden>{}</p>pier", "[hidden]{display:revert}"),
    ("<p hidden style='display:revert'>{}</p>pier", ""),
    ("<p hidden class=k>{}</p>pier", ".k{all:revert}"),
]


def page(body: str, sheet: str) -> str:
    return f"<!doctype html><html><head><style>{sheet}</style></head><body>{body}</body></html>"
