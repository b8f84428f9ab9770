# ruff: noqa: E501
"""More pages with a name that is hidden, or only seems to be, each rendered in Chromium.

As in `page_ways`: the body of a page and its style sheet; `{}` stands for the name. Values that
stand for others, relative colours, ways to mix colours, neighbours laid over text, drawings.
"""

from __future__ import annotations

HIDDEN: list[tuple[str, str]] = [
    # Boxes that cut off what is pushed out of them; what stands in for an object.
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='padding-top:40px'>{}</div></div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden;padding-left:300px;box-sizing:border-box'>{}</div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden;white-space:nowrap;text-indent:210px'>{}</div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='margin-top:30px'>{}</div></div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='height:30px'></div>{}</div>pier",
        "",
    ),
    ("<div style='width:200px;height:20px;overflow:hidden'><br><br>{}</div>pier", ""),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='border-top:30px solid #eee'>{}</div></div>pier",
        "",
    ),
    ("<div style='height:20px;overflow:hidden;line-height:80px'>{}</div>pier", ""),
    (
        "<div style='overflow:hidden;height:50px'><div style='margin-top:-100px'>{}</div><p>pier</p></div>",
        "",
    ),
    ("<object data='data:text/plain,north'>{}</object>pier", ""),
    (
        "<object data='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=='><p>{}</p></object>pier",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;backdrop-filter:blur(12px)'></div></div>pier",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;backdrop-filter:brightness(0)'></div></div>pier",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;backdrop-filter:contrast(0)'></div></div>pier",
        "",
    ),
    (
        "<p class=r>{}</p>pier",
        ".r{position:relative}.r::after{content:'';position:absolute;inset:0;backdrop-filter:blur(10px)}",
    ),
    (
        "<div style='background:#fff'><span style='color:#000;mix-blend-mode:screen'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#000;mix-blend-mode:lighten'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#000'><span style='color:#fff;mix-blend-mode:multiply'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#000'><span style='color:#fff;mix-blend-mode:darken'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#000'><span style='color:#000;mix-blend-mode:difference'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#000;mix-blend-mode:color-dodge'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#000;mix-blend-mode:difference'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#00f;mix-blend-mode:hue'>{}</span></div>",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;background:#000;mix-blend-mode:multiply'></div></div>pier",
        "",
    ),
    (
        "<div style='background:linear-gradient(#000,#000),#fff;background-blend-mode:multiply'>{}</div>",
        "",
    ),
    ("<div style='perspective:10px'><div style='transform:rotateY(90deg)'>{}</div></div>pier", ""),
    (
        "<div style='perspective:100px'><div style='transform:translateZ(-10000px)'>{}</div></div>pier",
        "",
    ),
    ("<div style='transform:rotateY(180deg);backface-visibility:hidden'>{}</div>pier", ""),
    ("<div style='rotate:y 90deg'>{}</div>pier", ""),
    ("<div style='rotate:x 90deg'>{}</div>pier", ""),
    ("<div style='scale:0'>{}</div>pier", ""),
    ("<div style='translate:-999px'>{}</div>pier", ""),
    ("<div style='transform:skewX(90deg)'>{}</div>pier", ""),
    (
        "<div style='width:100px;height:20px;overflow:hidden;padding-top:40px;box-sizing:border-box'>{}</div>pier",
        "",
    ),
    ("<p style='color:attr(data-c type(<color>))' data-c='white'>{}</p>pier", ""),
    ("<p style='color:attr(data-c type(<color>), white)'>{}</p>pier", ""),
    ("<p style='font-size:attr(data-s px)' data-s='0'>{}</p>pier", ""),
    ("<p style='opacity:attr(data-o number)' data-o='0'>{}</p>pier", ""),
    ("<p style='opacity:attr(data-o type(<number>))' data-o='0'>{}</p>pier", ""),
    ("<p style='display:attr(data-d type(*))' data-d='none'>{}</p>pier", ""),
    ("<p style='--h:1;display:if(style(--h:1): none; else: block)'>{}</p>pier", ""),
    ("<p style='display:if(media(print): block; else: none)'>{}</p>pier", ""),
    ("<p style='display:if(supports(display:grid): none; else: block)'>{}</p>pier", ""),
    ("<p style='opacity:calc(sibling-index() - 1)'>{}</p>pier", ""),
    ("<div><p style='opacity:calc(sibling-count() - 1)'>{}</p></div>pier", ""),
    (
        "<p class=x>{}</p>pier",
        ".x{content:url(data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==)}",
    ),
    ("<p class=x data-n='{}'></p>pier", ".x::before{content:attr(data-n);display:none}"),
    ("<p class=x>north</p>pier", ".x::before{content:'{}';color:#fff}"),
    (
        "<svg width=400 height=40><foreignObject width=400 height=40><div style='display:none'>{}</div></foreignObject></svg>pier",
        "",
    ),
    (
        "<svg width=400 height=40><foreignObject width=0 height=0><div>{}</div></foreignObject></svg>pier",
        "",
    ),
    (
        "<svg width=400 height=40><foreignObject width=400 height=40><div>{}</div></foreignObject><rect width=400 height=40 /></svg>pier",
        "",
    ),
    ("<video>{}</video>pier", ""),
    ("<audio>{}</audio>pier", ""),
    ("<canvas>{}</canvas>pier", ""),
    ("<div style='clip-path:shape(from 0 0, line to 0 0)'>{}</div>pier", ""),
    ("<div style='clip-path:inset(50%)'>{}</div>pier", ""),
    ("<div style='clip-path:xywh(0 0 0 0)'>{}</div>pier", ""),
    ("<div style='clip-path:rect(0 0 0 0)'>{}</div>pier", ""),
    ("<div style='clip-path:path(\"M0 0\")'>{}</div>pier", ""),
    ("<div style='clip-path:polygon(0 0,0 0,0 0)'>{}</div>pier", ""),
    ("<div style='clip-path:circle(0)'>{}</div>pier", ""),
    ("<div style='clip-path:ellipse(0 0)'>{}</div>pier", ""),
    (
        "<p class=r>{}</p>pier",
        "@layer a,b;@layer a{.r{display:none}}@layer b{.r{display:block;display:revert-layer}}",
    ),
    (
        "<p class=r>{}</p>pier",
        "@layer a,b;@layer a{.r{color:#fff}}@layer b{.r{color:revert-layer}}",
    ),
    ("<p class=r style='display:revert-layer'>{}</p>pier", ".r{display:none}"),
    ("<p class=r>{}</p>pier", "@layer a{.r{opacity:0}}.r{opacity:1;opacity:revert-layer}"),
    ("<p style='color:oklab(from white l a b)'>{}</p>pier", ""),
    ("<p style='color:oklch(from black 1 0 0)'>{}</p>pier", ""),
    ("<p style='color:lab(from black 100 0 0)'>{}</p>pier", ""),
    ("<p style='color:hsl(from red h s 100%)'>{}</p>pier", ""),
    ("<p style='color:hwb(from red h 100% 0%)'>{}</p>pier", ""),
    ("<p style='color:rgb(from white r g b / calc(alpha * 0))'>{}</p>pier", ""),
    ("<p style='color:rgb(from black calc(255 - r) calc(255 - g) calc(255 - b))'>{}</p>pier", ""),
    ("<p style='color:color(from white srgb r g b)'>{}</p>pier", ""),
    ("<p style='color:oklab(from black calc(l + 1) a b)'>{}</p>pier", ""),
    ("<p style='color:lch(from white l c h / 0)'>{}</p>pier", ""),
    ("<p style='color:color-mix(in oklab, white, white)'>{}</p>pier", ""),
    ("<p style='color:light-dark(white,black)'>{}</p>pier", ""),
    ("<p style='color:contrast-color(black)'>{}</p>pier", ""),
    ("<p style='font-size-adjust:0'>{}</p>pier", ""),
    ("<p style='font-size-adjust:0.01'>{}</p>pier", ""),
    ("<p style='zoom:0.05'>{}</p>pier", ""),
]
SEEN: list[tuple[str, str]] = [
    # Boxes that cut off what is pushed out of them; what stands in for an object.
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='padding-top:2px'>{}</div></div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden;padding-left:30px;box-sizing:border-box'>{}</div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden;white-space:nowrap;text-indent:20px'>{}</div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='margin-top:3px'><div style='margin-top:3px'>{}</div></div></div>pier",
        "",
    ),
    (
        "<div style='height:40px;overflow:hidden'><div style='margin-top:20px'><div style='margin-top:20px'>{}</div></div></div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='height:30px;float:left'></div>{}</div>pier",
        "",
    ),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='height:30px;position:absolute'></div>{}</div>pier",
        "",
    ),
    ("<div style='width:200px;height:20px;overflow:hidden'>{}<br><br></div>pier", ""),
    (
        "<div style='width:200px;height:20px;overflow:hidden'><div style='border:1px solid #eee'>{}</div></div>pier",
        "",
    ),
    ("<div style='height:20px;overflow:hidden;line-height:20px'>{}</div>pier", ""),
    ("<div style='height:20px;overflow:hidden;line-height:30px'>{}</div>pier", ""),
    (
        "<div style='overflow:hidden;height:50px'><div style='margin-top:-8px'>{}</div><p>pier</p></div>",
        "",
    ),
    (
        "<div style='overflow:hidden;height:50px'><p>pier</p><div style='margin-top:-10px'>{}</div></div>",
        "",
    ),
    (
        "<div style='height:60px;overflow:hidden;display:flex'><div style='padding-top:40px;width:90px'>pier</div><div>{}</div></div>",
        "",
    ),
    (
        "<div style='height:60px;overflow:hidden'><table><tr><td><div style='padding-top:70px'>pier</div></td><td style='vertical-align:top'><div>{}</div></td></tr></table></div>",
        "",
    ),
    ("<div style='height:90px;overflow:hidden'><h2>pier</h2><p>{}</p></div>", ""),
    (
        "<div style='height:400px;overflow:auto'><p>pier</p><p>pier</p><p style='padding:9px'>{}</p></div>",
        "",
    ),
    ("<object data='missing.png'>{}</object>pier", ""),
    (
        "<p style='margin:0'>{}</p><div style='margin-top:-3px;height:20px;background:#000;position:relative'></div><p>pier</p>",
        "",
    ),
    (
        "<span>{}</span><span style='display:inline-block;width:120px;height:20px;margin-left:-10px;background:#000;vertical-align:middle'></span> pier",
        "",
    ),
    (
        "<p style='margin:0'><b style='outline:10px solid #000;outline-offset:-10px'>{}</b></p>pier",
        "",
    ),
    (
        "<p style='margin:0'><b style='outline:30px solid #000;outline-offset:-30px;display:inline-block'>{}</b></p>pier",
        "",
    ),
    ("<p style='margin:0'>{}</p><p style='box-shadow:0 0 0 2px #000'>pier</p>", ""),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;backdrop-filter:blur(0.3px)'></div></div>pier",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;backdrop-filter:invert(1)'></div></div>pier",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;backdrop-filter:opacity(0)'></div></div>pier",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#fff;mix-blend-mode:difference'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#000;mix-blend-mode:multiply'>{}</span></div>",
        "",
    ),
    (
        "<div style='background:#fff'><span style='color:#00f;mix-blend-mode:luminosity'>{}</span></div>",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;background:#fff;mix-blend-mode:multiply'></div></div>pier",
        "",
    ),
    (
        "<div style='position:relative'>{}<div style='position:absolute;inset:0;background:#ff0;mix-blend-mode:multiply'></div></div>pier",
        "",
    ),
    (
        "<div style='background:linear-gradient(#000,#000),#fff;background-blend-mode:screen'>{}</div>",
        "",
    ),
    (
        "<div style='perspective:1000px'><div style='transform:rotateX(10deg)'>{}</div></div>pier",
        "",
    ),
    ("<div style='transform:rotateY(360deg);backface-visibility:hidden'>{}</div>pier", ""),
    (
        "<div style='width:200px;height:50px;overflow:hidden'><div style='padding-top:4px'>{}</div></div>pier",
        "",
    ),
    ("<div style='height:20px;overflow:hidden;line-height:20px'>{}</div>pier", ""),
    ("<p style='color:attr(data-c type(<color>))' data-c='blue'>{}</p>pier", ""),
    ("<p style='font-size:attr(data-s px)' data-s='20'>{}</p>pier", ""),
    ("<p style='--h:0;display:if(style(--h:1): none; else: block)'>{}</p>pier", ""),
    ("<p style='display:if(media(print): none; else: block)'>{}</p>pier", ""),
    ("<b>x</b><p style='opacity:calc(sibling-index() - 1)'>{}</p>pier", ""),
    ("<svg width=400 height=40><style>text{fill:blue}</style><text x=10 y=20>{}</text></svg>", ""),
    ("<p class=x>{}</p>pier", ".x{content:'north'}"),
    ("<object>{}</object>pier", ""),
    ("<object data='missing.bin' type='application/x-none'>{}</object>pier", ""),
    (
        "<div style='clip-path:shape(from 0% 0%, line to 100% 0%, line to 100% 100%, line to 0% 100%, close)'>{}</div>pier",
        "",
    ),
    ("<div style='clip-path:inset(0 0 0 0)'>{}</div>pier", ""),
    ("<div style='clip-path:xywh(0 0 100% 100%)'>{}</div>pier", ""),
    ("<div style='clip-path:path(\"M0 0H500V100H0Z\")'>{}</div>pier", ""),
    ("<div style='clip-path:circle(100%)'>{}</div>pier", ""),
    ("<p class=r>{}</p>pier", ".r{display:none}.r{display:revert}"),
    ("<p class=r>{}</p>pier", ".r{display:none}.r{display:revert-layer}"),
    ("<p style='color:oklch(from white 0 0 0)'>{}</p>pier", ""),
    ("<p style='color:hsl(from red h s l)'>{}</p>pier", ""),
    ("<p style='background:#000;color:contrast-color(black)'>{}</p>pier", ""),
    ("<p style='font-size-adjust:0.5'>{}</p>pier", ""),
    ("<p style='font-size:2px;font-size-adjust:4'>{}</p>pier", ""),
    ("<p style='zoom:2'>{}</p>pier", ""),
]
