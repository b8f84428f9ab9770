# ruff: noqa: E501
"""Compose styles around a name at random, and compare what is read with what Chromium shows.

    python -m tests.read.composed_ways SEED COUNT

Each page gives two to four styles to elements around a name, beside it and before it. Printed are
the pages on which a hidden name is read (a leak) or a visible word is not (a loss).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence

from mailrecon.read.html.reader import html_to_text
from tests.read.sight import Eye, Sight, eye
from tests.read.sight_words import FONT, WORDS, filled

# Pages with places for styles (`@1`); {s} is the name, {a}, {b} and {c} are words beside it.
BODIES = (
    "<p @1>Dear {a},</p><p @2>the witness is <span @3>{s}</span> of <b @4>{b}</b></p><p @5>{c}</p>",
    "<div @1><p @2>{a}</p><div @3><p @4>{s}</p></div><p @5>{b}</p></div><p>{c}</p>",
    "<section @1><h2 @2>{a}</h2><div @3>From: <span @4>{s}</span></div></section><div @5>{b}</div>",
    "<p>{a}</p><div @1><div @2>{s}</div><div @3>{b}</div></div><p @4>{c}</p>",
    "<table @1><tr @2><td @3>{a}</td><td @4>{s}</td></tr><tr><td @5>{b}</td><td>{c}</td></tr>"
    "</table>",
    "<ul @1><li @2>{a}</li><li @3>{s}</li><li @4>{b}</li></ul><p>{c}</p>",
    "<div @1><span @2>{a}</span> <span @3>{s}</span> <span @4>{b}</span></div><p>{c}</p>",
    "<p>{a}</p><div @1>{s}</div><div @2></div><p @3>{b}</p>",
    "<p>{a}</p><div @1>{s}<i @2></i></div><p @3>{b}</p>",
    "<article @1><header @2>{a}</header><blockquote @3>{s}<br>{b}</blockquote></article><p>{c}</p>",
    "<p @1>{a} <em @2>{b}</em> {s}</p><p @3>{c}</p>",
    "<dl @1><dt @2>From</dt><dd @3>{s}</dd><dt>To</dt><dd @4>{b}</dd></dl><p>{c}</p>",
    "<div @1><div @2><div @3><div @4>{s}</div></div>{a}</div>{b}</div><p>{c}</p>",
    "<p>{a}</p><details @1><summary @2>{b}</summary><p @3>{s}</p></details><p>{c}</p>",
    "<p>{a}</p><pre @1>{b}\n<code @2>{s}</code>\nend</pre><p>{c}</p>",
    "<fieldset @1><legend @2>{a}</legend><label @3>{s}</label></fieldset><p>{c}</p>",
    "<p>{a}</p><button @1><span @2>{s}</span></button> <span @3>{b}</span>",
    "<p>{a}</p><figure @1><div @2></div><figcaption @3>{s}</figcaption></figure><p>{c}</p>",
    "<p>{a}</p><a href='#x' @1>{b} <span @2>{s}</span></a><p @3>{c}</p>",
    "<p>{a}</p><template></template><div @1><template shadowrootmode=open><p @2>{b}</p>"
    "<slot></slot></template><span @3>{s}</span></div><p>{c}</p>",
)

STYLES = (
    # colours
    "color:#fff", "color:transparent", "color:#000", "color:white;background:#000",
    "background:#000", "background:#fff", "background:#222;color:#eee", "background:yellow",
    "background:linear-gradient(#000,#000)", "background:linear-gradient(90deg,#fff,#000)",
    "background:#000;color:#111", "color:inherit", "color:initial", "background:inherit",
    "color:currentColor;background:currentColor", "color:color-mix(in srgb,#fff 95%,#000)",
    "color:oklch(98% 0 0)", "color:light-dark(#fff,#000)", "color:rgb(0 0 0/.05)", "color:Canvas",
    "color:rgb(from #000 r g b/.5)", "background:rgb(0 0 0/.5)", "background:#0009;color:#fff",
    "-webkit-text-fill-color:transparent", "-webkit-text-fill-color:#fff", "color:hwb(0 100% 0%)",
    "-webkit-text-security:disc", "-webkit-text-stroke:1px #000;color:#fff", "color:#777",
    "text-shadow:0 0 2px #000;color:transparent", "text-shadow:0 0 0 #fff", "color:Highlight",
    "background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent",
    "background:#fff;-webkit-background-clip:text;color:transparent", "color:#fff!important",
    "color:var(--x,#fff)", "--x:#000;color:var(--x)", "--x:none;display:var(--x)", "color:CanvasText",
    "text-decoration:line-through 1.2em #000", "text-decoration:line-through", "color-scheme:dark",
    "text-decoration:underline 3em #000;text-underline-offset:-2em", "accent-color:#000",
    # effects
    "opacity:0", "opacity:.02", "opacity:.5", "opacity:1", "filter:opacity(0)", "filter:invert(1)",
    "filter:brightness(0)", "filter:blur(12px)", "filter:blur(.3px)", "filter:contrast(0)",
    "filter:drop-shadow(0 0 1px #000)", "filter:drop-shadow(300px 0 #000)", "filter:grayscale(1)",
    "mix-blend-mode:screen", "mix-blend-mode:difference", "mix-blend-mode:multiply",
    "isolation:isolate", "backdrop-filter:blur(8px)", "mix-blend-mode:lighten;color:#fff",
    "mask-image:linear-gradient(transparent,transparent)", "mask:linear-gradient(#000,#000)",
    "-webkit-mask-image:none", "mask-size:0 0;mask-image:linear-gradient(#000,#000)",
    "clip-path:inset(100%)", "clip-path:inset(0)", "clip-path:circle(0)", "clip-path:none",
    "clip-path:polygon(0 0,0 0,0 0)", "clip:rect(0 0 0 0);position:absolute",
    "clip:rect(0 0 0 0)", "clip-path:inset(0 0 0 90%)", "clip-path:inset(0 100% 0 0)",
    # display
    "display:none", "display:block", "display:inline", "display:inline-block", "display:contents",
    "display:flex", "display:grid", "display:table", "display:flow-root", "display:inline-flex",
    "display:list-item", "visibility:hidden", "visibility:visible", "visibility:collapse",
    "content-visibility:hidden", "all:unset", "all:initial",
    "display:revert", "display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;"
    "overflow:hidden", "display:none!important", "display:ruby", "display:table-cell",
    # sizes
    "font-size:0", "font-size:.1px", "font-size:1px", "font-size:16px", "font-size:200%", "zoom:.05",
    "font-size:0.01em", "font-size:1rem", "font:0/0 a", "line-height:0", "line-height:0;"
    "overflow:hidden", "zoom:1.5", "font-size-adjust:0", "letter-spacing:2px",
    "word-spacing:-9999px", "font-size:calc(1px*0)", "font-size:clamp(0px,1px,1px)",
    "width:0;overflow:hidden", "height:0;overflow:hidden", "height:0", "width:0", "max-height:0",
    "max-height:0;overflow:hidden", "max-width:1px;overflow:hidden;white-space:nowrap",
    "height:1.4em;overflow:hidden", "height:10px;overflow:clip", "width:3ch;overflow:hidden",
    "overflow:hidden", "overflow:visible", "overflow:clip", "overflow-x:clip", "overflow:auto",
    "contain:strict", "contain:paint", "contain:size", "aspect-ratio:1;width:0;overflow:hidden",
    "width:200px", "width:20em;overflow:hidden", "width:100%", "height:60px;overflow:hidden",
    "max-height:3em;overflow:hidden", "block-size:0;overflow:hidden", "inline-size:min-content",
    "box-sizing:border-box;height:30px;padding-top:30px;overflow:hidden", "min-height:50px",
    "white-space:nowrap;width:8ch;overflow:hidden;text-overflow:ellipsis", "min-width:0", "flex:0",
    "flex:0 0 0;overflow:hidden", "flex:1;overflow:hidden", "grid-template-rows:0fr;overflow:hidden",
    "grid-template-columns:0 1fr;overflow:hidden", "columns:2", "columns:3;height:20px;"
    "overflow:hidden", "resize:both;overflow:hidden", "interpolate-size:allow-keywords",
    # places
    "position:absolute;left:-9999px", "position:absolute", "position:relative", "position:fixed",
    "position:absolute;top:-200px", "position:relative;left:-9999px", "position:fixed;left:-100vw",
    "position:absolute;inset:0;background:#fff", "position:absolute;inset:0;background:#000",
    "position:relative;z-index:1", "position:relative;z-index:-1", "position:sticky;top:0",
    "position:absolute;inset:0;background:#fff;z-index:-1", "position:absolute;z-index:2",
    "position:absolute;top:0;left:0;width:400px;height:200px;background:#fff",
    "position:absolute;left:0;right:0;height:40px;background:#000", "position:relative;top:40px",
    "position:relative;top:-40px;background:#fff", "position:relative;background:#fff",
    "position:relative;left:300px", "position:absolute;left:300px;top:100px", "inset:0",
    "position:absolute;clip:rect(auto,auto,auto,auto)", "position:absolute;right:0",
    "transform:translateX(-9999px)", "transform:scale(0)", "transform:scaleX(0)", "translate:0",
    "transform:rotateY(90deg)", "transform:rotate(180deg)", "transform:translateY(-300px)",
    "transform:none", "transform:translate(200px,50px)", "transform:scale(1.2)", "scale:0",
    "transform:rotateX(180deg);backface-visibility:hidden", "backface-visibility:hidden",
    "transform:translateZ(0)", "rotate:y 90deg", "scale:.1", "scale:-1", "translate:-200vw",
    "transform:matrix(0,0,0,0,0,0)", "transform-origin:0 0;transform:rotate(90deg)",
    "transform-style:preserve-3d", "perspective:200px", "perspective:200px;perspective-origin:0",
    "text-indent:-9999px", "text-indent:-999em;overflow:hidden", "text-indent:0", "text-indent:5em",
    "text-indent:100%;white-space:nowrap;overflow:hidden", "text-align:right", "direction:rtl",
    "text-indent:-9999px;direction:rtl", "margin-left:-9999px", "margin-top:-40px",
    "margin-top:-40px;background:#fff", "margin-bottom:-40px", "margin:0", "margin-left:-200px",
    "margin-top:-9999px", "margin-right:-9999px", "padding-left:2000px;overflow:hidden",
    "padding:20px", "padding-top:100px;height:0;overflow:hidden", "margin:2em auto;max-width:600px",
    "float:left", "float:right", "float:left;margin-left:-100%", "clear:both", "float:left;width:0",
    "vertical-align:-500px", "vertical-align:super", "vertical-align:top", "writing-mode:vertical-rl",
    "unicode-bidi:bidi-override;direction:rtl", "offset-path:path('M-900 0L-901 0')", "order:-1",
    # frames
    "border:1px solid #ccc", "border:20px solid #000", "border-left:4px solid #888",
    "border-radius:8px", "outline:30px solid #000;outline-offset:-15px", "outline:1px solid #888",
    "box-shadow:inset 0 0 0 99px #000", "box-shadow:0 1px 3px #0006", "box-shadow:0 0 0 40px #000",
    "box-shadow:inset 0 0 4px #888", "box-shadow:0 -30px 0 #fff", "border-collapse:collapse",
    "border-image:linear-gradient(#000,#000) 30 fill/10px", "table-layout:fixed;width:100%",
    "background:url(data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7)",
    "list-style:none", "list-style:inside", "gap:20px", "place-content:center", "align-items:end",
    "justify-content:space-between", "text-transform:uppercase", "font-weight:bold", "hyphens:auto",
    "cursor:pointer", "user-select:none", "pointer-events:none", "font-style:italic",
    "word-break:break-all", "text-overflow:ellipsis", "transition:all 1s", "will-change:opacity",
)  # fmt: skip

# Rules with a pseudo-element of an element (`&`).
RULES = (
    "&::before{content:'';position:absolute;inset:0;background:#000}",
    "&{position:relative}&::after{content:'';position:absolute;inset:0;background:#fff}",
    "&{position:relative}&::before{content:'';position:absolute;inset:0;background:#fff;z-index:-1}",
    "&::before{content:'* '}", "&::after{content:'';display:block;clear:both}",
    "&::first-letter{color:red}", "&::first-line{color:#fff}", "&::first-line{color:transparent}",
    "&::before{content:'';float:left;width:300px;height:30px;background:#000;margin-right:-300px}",
    "&::after{content:'';display:block;height:30px;margin-top:-30px;background:#000}",
    "&::after{content:'';display:block;height:30px;margin-top:-30px;background:#000;"
    "position:relative}",
    "&{position:relative}&::after{content:'';position:absolute;left:0;top:0;width:100%;height:100%;"
    "background:#000}",
    "&{position:relative;overflow:hidden}&::after{content:'';position:absolute;inset:0;"
    "box-shadow:inset 0 0 20px #8888}",
    "&{position:relative}&::after{content:'';position:absolute;left:0;bottom:0;right:0;height:1px;"
    "background:#000}",
    "&::marker{color:red}", "&:hover{display:none}", "&:not(.x){color:#333}",
    "&:is(.y,:nth-child(1)){color:#fff}", "&:has(b){color:#fff}", "&:first-child{display:none}",
    "&:last-child{opacity:0}", "&+*{display:none}", "&~*{color:#fff}", "&>*{visibility:hidden}",
    "&>:first-child{opacity:0}", "& *{visibility:visible}", "&:empty{display:none}",
    "&:not(:has(*)){display:none}", "&:where(*){display:none}", "&:nth-of-type(2){font-size:0}",
    "&:only-child{color:transparent}", "&:target{display:none}", "&:focus-within{display:none}",
    "&>span,&>p{display:none}", "&[style]{display:none}", "&:not([style]){opacity:0}",
    "@media print{&{display:none}}", "@media screen{&{display:none}}", "@media(width>600px){&{"
    "opacity:0}}", "@media(max-width:600px){&{display:none}}", "@media(prefers-color-scheme:dark){&"
    "{color:#fff}}", "@supports(display:grid){&{color:#fff}}", "@supports not (display:grid){&{"
    "display:none}}", "@layer a,b;@layer b{&{color:#000}}@layer a{&{color:#fff}}",
    "@layer a{&{display:none!important}}&{display:block!important}", "@scope(body){&{color:#fff}}",
    "@layer a,b;@layer a{&{color:#fff}}@layer b{&{color:#000}}", "@starting-style{&{opacity:0}}",
    "@media(hover){&{opacity:1}}", "@container(width>1px){&{display:none}}",
    "@keyframes k{to{opacity:0}}&{animation:k .01s forwards}", "&{&{color:#fff}}",
    "@keyframes k{from{opacity:0}}&{animation:k .01s}", "& :is(span,p,b,div){color:#fff}",
)  # fmt: skip

SHEETS = ("{0}", "@media screen{{{0}}}", "@supports(color:red){{{0}}}", "@layer z{{{0}}}",
          "body{{{0}}}", ":root{{--q:1}}{0}")  # fmt: skip


def composed(chance: random.Random) -> str:
    """A page with two to four styles at random places."""
    body = chance.choice(BODIES)
    places = [number for number in range(1, 6) if f"@{number}" in body]
    rules: list[str] = []
    inline: dict[int, list[str]] = {}
    for _ in range(chance.randint(2, 4)):
        place = chance.choice(places)
        style = chance.choice(STYLES)
        kind = chance.random()
        if kind < 0.2:
            rule = chance.choice(RULES)
            rules.append(rule.replace("&{&", "%{&").replace("&", f".e{place}").replace("%", "&"))
            if rule.startswith("&{&{"):
                rules[-1] = f".e{place}{{&{{color:#fff}}}}"
        elif kind < 0.55:
            sheet = chance.choice(SHEETS)
            rules.append(sheet.format(f".e{place}{{{style}}}"))
        else:
            inline.setdefault(place, []).append(style)
    for place in places:
        given = ";".join(inline.get(place, ())).replace("'", "&#39;")
        style = f" style='{given}'" if given else ""
        body = body.replace(f"@{place}", f"class=e{place}{style}")
    around = chance.choice(("{}", "{}", "<main style='padding:10px'>{}</main>"))
    sheet = f"<style>{''.join(rules)}</style>" if rules else ""
    return f"<!doctype html>{FONT}{sheet}<body>{around.replace('{}', body)}"


def read_of(page: str) -> str:
    """All that a page's reader gives."""
    return html_to_text(filled(page)).text


def compare(pages: Sequence[str], eyes: Eye) -> tuple[list[str], list[str]]:
    """The pages whose hidden name is read, and those on which visible words are lost."""
    leaks, losses = [], []
    for page, sights in zip(pages, eyes.judge(pages), strict=True):
        text = " ".join(read_of(page).split()).lower()
        for mark, sight in sights.items():
            words = WORDS[mark][0].lower()
            if sight is Sight.HIDDEN and any(word in text for word in words.split()):
                leaks.append(f"{mark}: {page}")
            if sight is Sight.SEEN and not all(word in text for word in words.split()):
                losses.append(f"{mark}: {page}")
    return leaks, losses


def main() -> None:
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    pages = [composed(random.Random(f"{seed}/{number}")) for number in range(count)]
    with eye() as eyes:
        leaks, losses = compare(pages, eyes)
    for kind, found in (("LEAK", leaks), ("LOSS", losses)):
        for page in found:
            print(kind, page.replace(FONT, ""))
    print(f"{count} pages: {len(leaks)} leaks, {len(losses)} losses")


if __name__ == "__main__":
    main()
