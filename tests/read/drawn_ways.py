# ruff: noqa: E501
"""Pages on which boxes of sheets, or at their place in the flow, hide a name, or only seem to.

Found by `composed_ways`. Each was rendered in Chromium as those of `page_ways` were.
"""

from __future__ import annotations

_BLACK = "content:'';background:#000;"

# (body, sheet). `.n::before` and `.n::after` are boxes without words.
HIDDEN = [
    (
        "<div><template shadowrootmode=open><style>p{color:var(--i)}</style><p>{}</p></template></div>",
        ":root{--i:#fff}",
    ),
    (
        "<div style='--i:#fff'><template shadowrootmode=open><style>p{color:var(--i,#000)}</style><p>{}</p></template></div>",
        "",
    ),
    (
        "<div><template shadowrootmode=open><p part=n>{}</p></template></div>",
        "div::part(n){color:#fff}",
    ),
    (
        "<div class=c><template shadowrootmode=open><p part='m n'>{}</p></template></div>",
        ".c::part(n){display:none}",
    ),
    ("<div style='color:#fff'><template shadowrootmode=open><p>{}</p></template></div>", ""),
    ("<p>north</p><p style='-webkit-text-stroke:3px #fff'>{}</p>", ""),
    (
        "<svg width=400 height=60><clipPath id=q><rect width=1 height=1 /></clipPath><text y=20 clip-path='url(#q)'>{}</text></svg>",
        "",
    ),
    ("<p class=n>{}</p>", ".n{font-size:0}.n::after{content:'pier';font-size:16px}"),
    ("<p class=n data-n='{}'>north</p>", ".n::after{content:attr(data-n);color:#fff}"),
    (
        "<div style='display:grid'><div style='grid-area:1/1;background:#111'></div><div style='grid-area:1/1'>{}</div></div>",
        "",
    ),
    (
        "<p>north</p><div><i class=n></i></div><p>{}</p>",
        f".n::before{{{_BLACK}position:absolute;inset:0}}",
    ),
    (
        "<p>north</p><p class=n>{}</p>",
        f".n{{position:relative}}.n::after{{{_BLACK}position:absolute;left:0;top:0;width:300px;height:20px}}",
    ),
    (
        "<p>north</p><p class=n>{}</p>",
        f".n::after{{{_BLACK}display:block;height:30px;margin-top:-30px}}",
    ),
    (
        "<p>north</p><p class=n>{}</p>",
        f".n::after{{{_BLACK}display:block;height:30px;margin-top:-30px;position:relative}}",
    ),
    (
        "<p>north</p><p class=n>{}</p>",
        f".n::before{{{_BLACK}float:left;width:300px;height:30px;margin-right:-300px}}",
    ),
    (
        "<p>north</p><p>{}</p><div style='position:absolute;inset:0;background:#fff'>The page moved.</div>",
        "",
    ),
    (
        "<p>{}</p><div style='position:fixed;inset:0;background:#fff'>Do you accept cookies of the harbour?</div>",
        "",
    ),
    (
        "<div style='position:absolute;inset:0;background:#fff;content-visibility:hidden'>pier</div><p>{}</p>",
        "",
    ),
    (
        "<p>north</p><div style='position:absolute;width:400px;height:30px;background:#000'></div><p>{}</p>",
        "",
    ),
    (
        "<p>north</p><p><i style='position:absolute;width:400px;height:30px;background:#000'></i>{}</p>",
        "",
    ),
    (
        "<p>north <i style='position:absolute;width:400px;height:30px;background:#000'></i>{}</p>",
        "",
    ),
    ("<p>north</p><p>the <b style='margin-left:-9999px'>pier</b> {}</p>", ""),
    ("<dl><dt style='margin-top:-9999px'>From</dt><dd>{}</dd></dl>", ""),
    ("<div style='position:relative;top:-60px'>{}</div><p>north</p>", ""),
    ("<div style='transform:translateY(-90px)'>{}</div><p>north</p>", ""),
    ("<p>north</p><div style='clip-path:inset(0 0 0 90%)'>{}</div>", ""),
    ("<p>north</p><span style='clip-path:inset(0 0 0 95%)'>{}</span>", ""),
    ("<p>north</p><div style='height:0;background:#000;color:#fff'>{}</div>", ""),
    ("<p>north</p><div style='line-height:0;background:#000;color:#fff'>{}</div>", ""),
    ("<p>north</p><div style='width:0'><p style='overflow:hidden'>{}</p></div>", ""),
    ("<ul style='border-image:linear-gradient(#000,#000) 30 fill/10px'><li>{}</li></ul>", ""),
    ("<button>{}</button><p style='position:absolute;inset:0;background:#fff'>north</p>", ""),
    ("<p>north</p><div class=n><div>{}</div>pier</div>", ".n::first-line{color:transparent}"),
    (
        "<div><template shadowrootmode=open><slot></slot></template><span class=n>{}</span></div>",
        ".n:first-child{color:#fff}",
    ),
    (
        "<p>north</p><div style='transform:scale(1.01)'><i style='position:absolute;inset:0;background:#000'></i>{}</div>",
        "",
    ),
]

SEEN = [
    (
        "<div style='background:#111'><template shadowrootmode=open><style>p{color:#fff}</style><p>{}</p></template></div>",
        "",
    ),
    (
        "<div style='color:#fff'><template shadowrootmode=open><style>p{background:#000}</style><p>{}</p></template></div>",
        "",
    ),
    (
        "<div><template shadowrootmode=open><p part=m>{}</p></template></div>",
        "div::part(n){display:none}i::part(m){color:#fff}",
    ),
    ("<p style='-webkit-text-stroke:1px #fff;font-size:24px'>{}</p>", ""),
    ("<p style='-webkit-text-stroke:4px #fff;paint-order:stroke'>{}</p>", ""),
    (
        "<svg width=400 height=60><clipPath id=q><rect width=400 height=60 /></clipPath><text y=20 clip-path='url(#q)'>{}</text></svg>",
        "",
    ),
    (
        "<div style='display:grid'><div style='grid-area:1/1;background:#234'></div><div style='grid-area:1/1;color:#fff'>{}</div></div>",
        "",
    ),
    (
        "<div style='position:relative;height:80px;background:#345'><p style='position:absolute;bottom:0;color:#fff;background:#000c'>{}</p></div><div style='margin-top:-20px;background:#eee'>pier</div>",
        "",
    ),
    (
        "<p>{}</p><div style='transform:translateX(0)'><i style='position:absolute;inset:0;background:#000'></i>pier</div>",
        "",
    ),
    (
        "<p>{}</p><div style='filter:blur(0)'><i style='position:absolute;inset:0;background:#000'></i>pier</div>",
        "",
    ),
    (
        "<p>{}</p><div style='contain:paint'><i style='position:absolute;inset:0;background:#000'></i>pier</div>",
        "",
    ),
    (
        "<p>{}</p><div style='will-change:transform'><i style='position:absolute;inset:0;background:#000'></i>pier</div>",
        "",
    ),
    (
        "<p>{}</p><div style='perspective:90px'><i style='position:absolute;inset:0;background:#000'></i>pier</div>",
        "",
    ),
    (
        "<p>{}</p><div style='backdrop-filter:blur(8px)'><b class=n>pier</b></div>",
        f".n::before{{{_BLACK}position:absolute;inset:0}}",
    ),
    (
        "<p>{}</p><details><summary>pier</summary><p style='position:absolute;inset:0;background:#000'>north</p></details>",
        "",
    ),
    ("<div style='position:absolute;inset:0;background:#fff'><h1>north</h1><p>{}</p></div>", ""),
    (
        "<div style='position:absolute;left:0;top:0;bottom:0;width:200px;background:#eee'>{}</div><div style='position:absolute;left:200px;right:0;top:0;bottom:0;background:#fff'>pier</div>",
        "",
    ),
    (
        "<p>north</p><p>pier <i style='position:absolute;width:9px;height:9px;background:#000'></i>{}</p>",
        "",
    ),
    (
        "<div style='background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent'><p>{}</p></div>",
        "",
    ),
    ("<pre style='text-indent:-999em;overflow:hidden'>north\n<code>{}</code></pre>", ""),
    ("<p>north</p><p style='height:0;background:#000'>{}</p>", ""),
    (
        "<p><span style='text-decoration:underline 1em #000;text-underline-offset:-1em'>{}</span></p>",
        "",
    ),
    ("<p><span style=\"offset-path:path('M-900 0L-901 0')\">{}</span></p>", ""),
    ("<table><tr style='margin-top:-9999px'><td>{}</td></tr></table>", ""),
    ("<header>north</header><p>{}</p>", "header{all:initial;margin-bottom:-40px;background:#000}"),
    (
        "<p>{}</p><p>north <i></i></p>",
        "body{background:#fff}i{mix-blend-mode:screen;box-shadow:0 0 0 40px #000}",
    ),
]
