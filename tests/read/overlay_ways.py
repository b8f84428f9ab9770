# ruff: noqa: E501
"""Pages with a name that a box from elsewhere covers, or that is drawn off the page, or only seems to.

Negative margins, shifts, shadows and outlines of neighbours; turns, scales and perspective; clips.
Each was rendered in Chromium as those of `page_ways` were.
"""

from __future__ import annotations

HIDDEN: list[tuple[str, str]] = [
    ("<p style='outline:20px solid #000;outline-offset:-20px'>{}</p>", ""),
    ("<p>north {} pier</p><div style='background:#000;height:60px;margin-top:-50px'></div>", ""),
    (
        "<p>north {} pier</p><div style='background:#000;height:60px;margin-top:-50px;position:relative'></div>",
        "",
    ),
    (
        "<p style='margin:0'>{}</p><p style='margin:-20px 0 0;background:#000;color:#000'>xxxxxxxxxxxxxxxxxxx</p>",
        "",
    ),
    (
        "<p style='margin:0'>{}</p><p style='margin:-20px 0 0;background:#fff;position:relative'>xxxxxxxxxxxxxxxxxxx</p>",
        "",
    ),
    (
        "<p>the <span>{}</span><span style='display:inline-block;background:#000;width:200px;height:20px;margin-left:-150px'></span> pier</p>",
        "",
    ),
    (
        "<p>the {}<span style='background:#000;color:#000;margin-left:-11em'>xxxxxxxxxxxxxxxxxxxxxxxxxxx</span> pier</p>",
        "",
    ),
    (
        "<div style='margin-bottom:-20px'>{}</div><div style='background:#000;height:30px;position:relative'></div>",
        "",
    ),
    (
        "<div>{}</div><div style='background:#fff;height:40px;margin-top:-30px;position:relative;z-index:1'>north</div>",
        "",
    ),
    (
        "<div>{}</div><hr style='margin-top:-20px;height:20px;background:#000;border:0;position:relative'>north",
        "",
    ),
    ("<div>{}</div><hr style='margin-top:-20px;height:20px;background:#000;border:0;'>north", ""),
    (
        "<div>{}</div><div style='transform:translateY(-20px);background:#000;height:20px'></div>north",
        "",
    ),
    (
        "<div>{}</div><div style='position:relative;top:-20px;background:#000;height:20px'></div>north",
        "",
    ),
    ("<div>{}</div><div style='translate:0 -20px;background:#000;height:20px'></div>north", ""),
    (
        "<div style='position:relative'>north<br>{}</div><div style='position:relative;bottom:20px;background:#000;height:20px'></div>",
        "",
    ),
    (
        "<div>north pier<br>east<br>{}</div><div style='background:#000;height:20px;margin-top:-20px;position:relative'></div>",
        "",
    ),
    (
        "<p>the {} pier</p><div style='box-shadow:0 -40px 0 20px #000;height:10px;position:relative'></div>",
        "",
    ),
    ("<p>the {} pier</p><div style='outline:60px solid #000;height:10px'></div>", ""),
    ("<p>{}<span style='box-shadow:-80px 0 0 80px #000;position:relative'>x</span></p>", ""),
    ("<p>{}<span style='box-shadow:0 0 0 200px #000;position:relative'>x</span></p>", ""),
    ("<p>{}<span style='box-shadow:0 0 0 200px #fff;position:relative'>x</span></p>", ""),
    (
        "<p>{}</p><div style='border-top:60px solid #000;margin-top:-50px;position:relative'>x</div>",
        "",
    ),
    ("<p style='transform:perspective(10px) translateZ(11px)'>{}</p>north", ""),
    ("<p style='transform:perspective(100px) translateZ(-99999px)'>{}</p>north", ""),
    ("<div style='perspective:10px'><p style='transform:translateZ(12px)'>{}</p></div>north", ""),
    ("<p style='transform:rotate(90deg);transform-origin:-900px 0'>{}</p>north", ""),
    ("<p style='transform:rotate(180deg);transform-origin:0 0'>{}</p>north", ""),
    ("<p style='transform:rotate(90deg);transform-origin:0 0'>{}</p>north", ""),
    ("<p style='rotate:180deg;transform-origin:top left'>{}</p>north", ""),
    ("<p style='rotate:180deg;transform-origin:left'>{}</p>north", ""),
    ("<p style='transform:rotate(45deg)'>{}</p>north", ""),
    ("<p style='transform:scaleX(-1);transform-origin:0 0'>{}</p>north", ""),
    ("<p style='transform:scale(-1);transform-origin:left'>{}</p>north", ""),
    ("<p style='transform:matrix(1,0,0,1,-9999,0)'>{}</p>north", ""),
    ("<p style='transform:matrix3d(1,0,0,0,0,1,0,0,0,0,1,0,-9999,0,0,1)'>{}</p>north", ""),
    ("<p style='transform:translate3d(-9999px,0,0)'>{}</p>north", ""),
    ("<p style='padding-left:99%;white-space:nowrap;overflow:hidden'>{}</p>n", ""),
    ("<p style='margin-left:100%;white-space:nowrap;overflow:hidden'>{}</p>n", ""),
    ("<p style='position:absolute;top:-100px'>{}</p>n", ""),
    ("<p style='position:absolute;left:-300px'>{}</p>n", ""),
    ("<p style='margin-left:-300px'>{}</p>n", ""),
    ("<p style='position:relative;left:-300px'>{}</p>n", ""),
    ("<p style='margin-top:-100px'>{}</p>n", ""),
    ("<p style='position:relative;top:-100px'>{}</p>n", ""),
    ("<p style='transform:translateX(-300px)'>{}</p>n", ""),
    ("<p style='transform:translateY(-100px)'>{}</p>n", ""),
    ("<p style='transform:translateX(-100%)'>{}</p>n", ""),
    ("<p style='translate:-100%'>{}</p>n", ""),
    ("<p style='text-indent:-300px'>{}</p>n", ""),
    ("<span style='position:absolute;left:-300px'>{}</span>n", ""),
    ("<span style='margin-left:-300px'>{}</span>n", ""),
    ("<p style='position:absolute;right:100%'>{}</p>n", ""),
    ("<p style='position:absolute;bottom:100%'>{}</p>n", ""),
    ("<p style='position:absolute;right:100vw'>{}</p>n", ""),
    ("<p style='position:fixed;bottom:-50px'>{}</p>n", ""),
    ("<p style='position:fixed;top:100%'>{}</p>n", ""),
    ("<p style='position:fixed;left:100%'>{}</p>n", ""),
    ("<p style='clip-path:inset(0 0 100% 0)'>{}</p>n", ""),
    ("<p style='clip-path:ellipse(0 0)'>{}</p>n", ""),
    ("<p style='clip-path:inset(0 0 0 100%)'>{}</p>n", ""),
    ("<p style='clip-path:polygon(0 0,5px 0,5px 5px)'>{}</p>n", ""),
    (
        "<div style='height:20px'>a<br>{}</div><div style='background:#fff;position:relative'>n</div>",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:0;height:0;border:60px solid #000;border-right-width:200px'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:0;height:0;box-shadow:0 0 0 300px #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:0;height:0;outline:300px solid #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;top:8px;width:300px;border-top:24px solid #000;margin-top:-12px'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;border:12px solid #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;height:20px;background:#000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;height:100%;background:#000;box-shadow:0 0 0 9px #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;bottom:0;background:#000;box-shadow:0 0 0 9px #000'></b></p>n",
        "",
    ),
    (
        "<div style='position:relative;z-index:0'>{}<i style='position:absolute;inset:0;background:#000;z-index:-1'></i></div>",
        "",
    ),
    (
        "<div style='display:flex'><span>{}</span><span style='margin-left:-140px;width:180px;background:#000;height:20px'></span></div>",
        "",
    ),
    (
        "<div style='display:flex'><div style='width:120px'>{}</div><div style='margin-left:-120px;width:130px;background:#000'>&nbsp;</div></div>",
        "",
    ),
    (
        "<div style='display:grid;grid-template-columns:120px 120px'><div>{}</div><div style='margin-left:-120px;background:#000'>&nbsp;</div></div>",
        "",
    ),
    (
        "<div><span style='float:left;width:150px'>{}</span><span style='float:left;width:150px;margin-left:-150px;background:#000;height:20px'></span></div>",
        "",
    ),
    (
        "<table><tr><td>{}<td><div style='position:relative;left:-140px;width:160px;height:20px;background:#000'></div></table>",
        "",
    ),
    ("<p style='clip-path:inset(0 0 20px 0)'>{}</p>", ""),
    ("<p style='line-height:20px;clip-path:inset(18px 0 0 0)'>{}</p>", ""),
    # Shadows inside a box, and thick borders: where they leave no room for words.
    ("<div style='box-shadow:inset 0 0 0 20px #000'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 200px #000;height:150px'><br><br>{}</div>", ""),
    ("<span style='box-shadow:inset 300px 0 #000'>{}</span>", ""),
    ("<span style='box-shadow:inset 0 -30px #000'>{}</span>", ""),
    ("<div style='box-shadow:inset 0 0 10px 10px #000'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 60px 10px #000'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 99px #000, inset 0 0 0 99px #fff'>{}</div>", ""),
    (
        "<div style='box-shadow:inset 0 0 0 40px #000'><p>a line</p><p>a line</p><p>a line</p><p>a line</p><p>a line</p>{}</div>",
        "",
    ),
    ("<div style='box-shadow:inset 0 0 0 40px #000;height:190px'>{}</div>", ""),
    (
        "<div style='position:relative;padding:25px'>{}<div style='position:absolute;left:0;top:0;right:0;height:20px;border-bottom:20px solid #000'></div></div>",
        "",
    ),
    (
        "<div style='position:relative;padding:25px'>{}<div style='position:absolute;left:0;top:20px;width:100%;height:0;border-bottom:20px solid #000'></div></div>",
        "",
    ),
    # Bars over one of several lines of the element or page that they are placed in.
    (
        "<div style='position:relative;'><p>one</p><p>{}</p><p>two</p><i style='position:absolute;left:0;top:34px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><div style='padding:20px'>{}</div><i style='position:absolute;left:0;top:19px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><table><tr><td>a<td>b<tr><td>{}<td>x</table><i style='position:absolute;left:0;top:24px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'>one<br>{}<br>two<i style='position:absolute;left:0;top:18px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><img width=50 height=60><br>{}<i style='position:absolute;left:0;top:64px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><div style='height:60px'>a</div>{}<i style='position:absolute;left:0;top:60px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><div style='line-height:40px'>one<br>{}</div><i style='position:absolute;left:0;top:50px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:absolute;top:20px;left:50px'>one</div><div style='position:absolute;top:50px;left:50px'>{}</div><div style='position:absolute;top:80px;left:50px'>two</div><div style='position:absolute;top:50px;left:50px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<div style='position:absolute;top:50px;left:50px;width:300px;height:20px;background:#eee;z-index:2'></div><div style='position:absolute;top:20px;left:50px'>one</div><div style='position:absolute;top:50px;left:50px'>{}</div><div style='position:absolute;top:80px;left:50px'>two</div>",
        "",
    ),
    (
        "<div style='position:relative'><div style='position:absolute;top:20px;left:50px'>{}</div></div><div style='position:absolute;top:20px;left:0px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<div style='position:relative;height:150px'><div style='position:absolute;top:20px;left:50px'>{}</div><div style='position:absolute;top:20px;left:40px;width:300px;height:20px;background:#000;'></div></div>",
        "",
    ),
    (
        "<div style='position:relative'><p>w</p><p>x</p><p>{}</p><i style='position:absolute;bottom:0;left:0;width:100%;height:36px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;width:200px'>some long words that will have to wrap around {}<i style='position:absolute;top:38px;left:0;width:100%;height:18px;background:#000'></i></div>",
        "",
    ),
    (
        "<blockquote style='position:relative'>a<br>{}<i style='position:absolute;top:19px;left:0;width:220px;height:20px;background:#000'></i></blockquote>",
        "",
    ),
    (
        "<div style='display:grid;grid-template-rows:0fr'><div style='overflow:hidden;min-height:0'>{}</div></div>",
        "",
    ),
    (
        "<div style='display:grid;grid-template-columns:0fr'><div style='overflow:hidden'>{}</div></div>",
        "",
    ),
    ("<div style='display:flex;height:0'><div style='overflow:hidden'>{}</div></div>", ""),
    (
        "<div style='position:relative;height:40px;overflow:hidden'><div style='position:absolute;top:60px'>{}</div></div>",
        "",
    ),
    (
        "<div style='position:relative;width:200px;height:40px;overflow:hidden'><div style='position:absolute;left:300px'>{}</div></div>",
        "",
    ),
    ("<div style='overflow:hidden;height:50px'><div style='margin-top:80px'>{}</div></div>", ""),
    (
        "<div style='overflow:hidden;height:50px'><div style='transform:translateY(80px)'>{}</div></div>",
        "",
    ),
    (
        "<div style='overflow:hidden;height:50px'><div style='position:relative;top:80px'>{}</div></div>",
        "",
    ),
]
SEEN: list[tuple[str, str]] = [
    ("<div>{}</div><div style='background:#000;height:20px;margin-top:5px'></div>north", ""),
    (
        "<div>north</div><div style='background:#000;height:20px;margin-top:-10px'></div><div>{}</div>",
        "",
    ),
    (
        "<div>{}<br>north pier<br>east</div><div style='background:#000;height:20px;margin-top:-20px;position:relative'></div>",
        "",
    ),
    ("<p><span style='outline:20px solid #000;outline-offset:-20px'>{}</span></p>", ""),
    ("<p><span style='outline:2px solid #000'>{}</span></p>", ""),
    ("<p><span style='outline:20px solid #000'>{}</span></p>", ""),
    ("<p><span style='border:20px solid #000;'>{}</span></p>", ""),
    ("<p>{}</p><p style='border-bottom:200px solid black'>x</p>", ""),
    ("<p>{}</p><div style='box-shadow:0 0 9px 9px #000;height:30px;margin-top:40px'>x</div>", ""),
    ("<p style='transform:rotate(-90deg);transform-origin:0 0'>{}</p>north", ""),
    ("<p style='transform:rotate(180deg)'>{}</p>north", ""),
    ("<p style='transform:rotate(-3deg);transform-origin:0 0'>{}</p>north", ""),
    ("<p style='transform:scaleX(-1)'>{}</p>north", ""),
    ("<p style='transform:matrix(1,0,0,1,-20,0)'>a long thing {}</p>north", ""),
    ("<p style='transform:translateZ(0)'>{}</p>north", ""),
    ("<p style='position:absolute;left:50%;margin-left:-100px'>{}</p>n", ""),
    ("<p style='clip-path:circle(50%)'>{}</p>n", ""),
    ("<p style='clip-path:inset(0)'>{}</p>n", ""),
    ("<p style='clip-path:polygon(0 0,100% 0,100% 100%,0 100%)'>{}</p>n", ""),
    ("<div style='box-shadow:0 0 20px #000;padding:9px'>{}</div>n", ""),
    (
        "<div style='box-shadow:0 10px 30px rgba(0,0,0,.5);padding:9px'>{}</div><div style='box-shadow:0 10px 30px rgba(0,0,0,.5);padding:9px'>n</div>",
        "",
    ),
    ("<div style='box-shadow:9px 9px 0 #000;padding:9px;background:#fff'>{}</div>n", ""),
    ("<p>{}</p><div style='box-shadow:0 9px 0 #000;padding:9px;background:#fff'>n</div>", ""),
    ("<p>{}</p><div style='outline:3px solid #000'>n</div>", ""),
    ("<p style='outline:9px solid #000'>{}</p>", ""),
    ("<div style='margin:0 -15px;background:#eee'>{}</div>n", ""),
    ("<div style='margin:-10px'>{}</div>", ""),
    ("<p>{}</p><p style='margin-top:-8px;background:#fff'>n</p>", ""),
    ("<p>{}</p><h2 style='margin-top:-10px'>n</h2>", ""),
    ("<div>{}</div><div style='margin-top:-40px'>&nbsp;</div>", ""),
    ("<div style='position:relative;top:-3px;background:#fff'>{}</div>", ""),
    ("<div>n</div><div style='position:relative;top:-10px;background:#fff'>{}</div>", ""),
    ("<div>n</div><div style='margin-top:-20px;background:#fff;position:relative'>{}</div>", ""),
    (
        "<div style='background:#036;height:60px'></div><div style='margin:-40px 20px 0;background:#fff;position:relative'>{}</div>",
        "",
    ),
    (
        "<div style='background:#036;height:60px'><p style='color:#fff;margin:0'>{}</p></div><div style='margin:-20px 20px 0;background:#fff;position:relative'>n</div>",
        "",
    ),
    (
        "<a style='background:#ddd;margin-left:-1px'>n</a><a style='background:#ddd;margin-left:-1px'>{}</a><a style='background:#ddd;margin-left:-1px'>n</a>",
        "",
    ),
    (
        "<span style='background:#ddd;padding:0 4px'>{}</span><span style='background:#aaa;margin-left:-4px;padding:0 4px'>n</span>",
        "",
    ),
    ("<b style='display:inline-block;margin-left:-10px;background:#ccc'>n</b> {}", ""),
    ("<img width=20 height=20 style='margin-bottom:-5px;position:relative'> {}", ""),
    (
        "{} <img width=20 height=20 style='margin-top:-8px;position:relative;top:4px;background:#ccc'>",
        "",
    ),
    ("<ul style='margin-left:-20px'><li>{}</ul>", ""),
    ("<ul style='padding-left:0;margin-left:-1em'><li>{}</ul>", ""),
    ("<p style='text-indent:-2em;padding-left:2em'>{}</p>", ""),
    ("<p style='text-indent:-20px;margin-left:40px'>{}</p>", ""),
    ("<p style='text-indent:-2em'>long words first {}</p>", ""),
    (
        "<div style='margin:0 auto;width:300px;position:relative'><p style='position:relative;left:-40px'>{}</p></div>",
        "",
    ),
    ("<div style='padding-left:200px'><p style='margin-left:-180px'>{}</p></div>", ""),
    ("<div style='margin-left:250px'><p style='position:absolute;left:10px'>{}</p></div>", ""),
    ("<center><p style='position:relative;left:-90px'>{}</p></center>", ""),
    ("<div style='text-align:center'><p style='position:relative;left:-90px'>{}</p></div>", ""),
    ("<p style='text-align:right;position:relative;left:-300px'>{}</p>", ""),
    ("<p style='float:right;margin-left:-300px'>{}</p>", ""),
    ("<table align=center><tr><td><p style='position:relative;left:-20px'>{}</p></table>", ""),
    ("<p style='position:absolute;right:20px;top:10px'>{}</p>", ""),
    ("<p style='position:absolute;right:10px;bottom:10px'>{}</p>", ""),
    ("<p style='position:fixed;bottom:0'>{}</p>", ""),
    ("<p style='position:fixed;bottom:0;right:0'>{}</p>", ""),
    ("<p style='position:absolute;left:50%;top:50%;transform:translate(-50%,-50%)'>{}</p>", ""),
    ("<p style='position:fixed;top:50%;left:50%;margin:-20px 0 0 -100px;width:200px'>{}</p>", ""),
    ("<p style='transform:rotate(2deg)'>{}</p>", ""),
    ("<p style='transform:rotate(-1deg);transform-origin:0 0'>n {}</p>", ""),
    (
        "<div style='height:130px'></div><p style='transform:rotate(-20deg);transform-origin:0 0'>{}</p>",
        "",
    ),
    ("<span style='display:inline-block;transform:rotate(180deg)'>{}</span>", ""),
    ("<span style='display:inline-block;transform:rotate(90deg);margin-top:60px'>{}</span>", ""),
    ("<p style='transform:scaleX(-1)'>{}</p>", ""),
    ("<span style='display:inline-block;transform:scaleX(-1)'>{}</span>", ""),
    ("<p style='transform:perspective(500px) rotateY(20deg);width:200px'>{}</p>", ""),
    ("<p style='transform:translate3d(0,0,0)'>{}</p>", ""),
    ("<p style='transform:perspective(100px) translateZ(20px);width:120px'>{}</p>", ""),
    ("<div style='perspective:500px'><p style='transform:translateZ(50px)'>{}</p></div>", ""),
    ("<p style='transform:translateY(-4px)'>{}</p>", ""),
    ("<p>n</p><p style='transform:translateY(-20px)'>{}</p>", ""),
    ("<p style='margin-top:-10px'>{}</p>", ""),
    ("<p>n</p><p>n</p><p style='margin-top:-30px'>{}</p>", ""),
    ("<p style='position:relative;top:-5px'>{}</p>", ""),
    ("<div style='height:100px'></div><p style='position:relative;top:-60px'>{}</p>", ""),
    ("<p style='position:absolute;top:-5px'>{}</p>", ""),
    ("<div style='padding-top:120px'><p style='margin-top:-100px'>{}</p></div>", ""),
    (
        "<div style='position:relative;margin-top:100px'><p style='position:absolute;top:-60px'>{}</p></div>",
        "",
    ),
    (
        "<div style='position:relative;margin-left:300px'><p style='position:absolute;right:100%'>{}</p></div>",
        "",
    ),
    (
        "<div style='position:relative;margin-top:90px'><p style='position:absolute;bottom:100%'>{}</p></div>",
        "",
    ),
    ("<p style='position:relative;box-shadow:0 0 0 20px #ddd'>{}</p>", ""),
    ("<p>{}</p><p style='position:relative;box-shadow:0 0 0 3px #000'>n</p>", ""),
    ("<p>{}</p><p style='box-shadow:0 0 0 9px #ddd'>n</p>", ""),
    ("<p>{}</p><p style='position:relative;margin-top:60px;box-shadow:0 0 0 30px #000'>n</p>", ""),
    ("<div style='border:9px solid #000'>{}</div>", ""),
    ("<div style='border-top:40px solid #000'>{}</div>", ""),
    ("<div>{}</div><div style='border-top:40px solid #000'>n</div>", ""),
    ("<div style='border-bottom:40px solid #000'>{}</div>n", ""),
    (
        "<div class=card><div class=h>n</div><div class=b>{}</div></div>",
        ".card{box-shadow:0 1px 3px #000;border-radius:4px;background:#fff}.h{background:#333;color:#fff;padding:9px;margin:-1px}.b{padding:9px}",
    ),
    (
        "<div class=a>n</div><div class=b>{}</div>",
        ".a{background:#222;height:80px}.b{position:relative;margin:-40px 20px 0;background:#fff;padding:9px;box-shadow:0 2px 8px rgba(0,0,0,.4)}",
    ),
    (
        "<div style='display:flex'><div>{}</div><div style='margin-left:-10px;background:#ddd'>n</div></div>",
        "",
    ),
    ("<div style='float:left;width:100px;background:#ddd'>n</div><div>{}</div>", ""),
    (
        "<div style='float:left;width:100px;height:80px;background:#000'></div><div style='margin-left:110px'>{}</div>",
        "",
    ),
    (
        "<div style='float:right;width:100px;height:80px;background:#000;margin-top:-20px'></div><div>{}</div>",
        "",
    ),
    ("<table><tr><td>{}<td style='background:#000;position:relative;left:-2px'>&nbsp;</table>", ""),
    ("<table style='margin-top:-5px;background:#eee'><tr><td>{}</table>", ""),
    ("<p>{}</p><table style='margin-top:-10px;background:#eee'><tr><td>n</table>", ""),
    ("<p>{}</p><hr style='margin-top:-5px'>n", ""),
    ("<p>{}</p><hr>n", ""),
    ("<p>{}</p><hr style='height:9px;background:#000'>n", ""),
    ("<blockquote style='margin-left:-20px'>{}</blockquote>", ""),
    ("<dl><dt>n<dd style='margin-left:-20px'>{}</dl>", ""),
    ("<p style='margin-left:-3px'>{}</p>", ""),
    ("<pre style='margin:-9px'>{}</pre>", ""),
    ("<sup style='position:relative;top:-8px;background:#fff'>{}</sup>n", ""),
    ("n<sup style='position:relative;top:-8px;background:#fff'>1</sup> {}", ""),
    ("{}<sub style='position:relative;bottom:-4px;background:#ddd'>1</sub>", ""),
    ("<p style='clip-path:inset(1px)'>{}</p>", ""),
    ("<p style='clip-path:inset(4px);padding:9px'>{}</p>", ""),
    ("<p style='clip-path:inset(12px);padding:20px'>{}</p>", ""),
    ("<p style='clip-path:polygon(0 0,100px 0,200px 30px,0 30px)'>{}</p>", ""),
    ("<div style='padding-left:50%;overflow:hidden'>{}</div>", ""),
    ("<h1 style='margin-bottom:-10px'>{}</h1><p style='background:#fff'>n</p>", ""),
    ("<p style='margin-bottom:-10px'>{}</p><p style='background:#fff;position:relative'>n</p>", ""),
    (
        "<p style='line-height:2;margin-bottom:-9px'>{}</p><p style='background:#fff;position:relative;margin:0'>n</p>",
        "",
    ),
    ("<div style='opacity:.99;background:#fff'>n</div><div>{}</div>", ""),
    ("<div style='background:#fff;opacity:.95;margin-top:5px'>{}</div>", ""),
    ("<div style='height:20px'>a<br>b</div><div style='background:#fff'>{}</div>", ""),
    ("<div style='height:20px'>a<br>{}</div><div style='background:#fff'>n</div>", ""),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;height:24px;border:3px solid #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;height:30px;border:12px solid #000;top:-12px'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:200px;height:20px;box-shadow:0 0 9px 9px #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:5px;height:5px;left:300px;box-shadow:0 0 0 20px #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;top:40px;width:300px;border-top:24px solid #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;border-top:1px solid #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;left:300px;width:0;height:0;border:9px solid transparent;border-left:20px solid #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:0;height:0;left:-20px;border:9px solid transparent'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;inset:0;box-shadow:0 0 0 9px #000'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:0;height:0;border:60px solid transparent'></b></p>n",
        "",
    ),
    (
        "<p style='position:relative'>{}<b style='position:absolute;left:0;top:0;width:300px;height:24px;outline:9px solid #000'></b></p>n",
        "",
    ),
    (
        "<div style='position:relative;z-index:0'>{}<i style='position:absolute;inset:0;background:#eee;z-index:-1'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;z-index:0;color:#fff'>{}<i style='position:absolute;inset:0;background:#000;z-index:-1'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;background:#fff'>{}<i style='position:absolute;inset:0;background:#000;z-index:-1'></i></div>",
        "",
    ),
    (
        "<div style='display:flex'><div>{}</div><div style='width:120px;background:#000'>&nbsp;</div></div>",
        "",
    ),
    (
        "<div style='display:flex'><div style='width:300px'>{}</div><div style='margin-left:-100px;width:90px;background:#000'>&nbsp;</div></div>",
        "",
    ),
    (
        "<table><tr><td>{}<td><div style='width:130px;height:20px;background:#000'></div></table>",
        "",
    ),
    (
        "<div style='display:flex;margin:0 -15px'><div style='padding:15px'>{}</div><div style='padding:15px'>pier</div></div>",
        "",
    ),
    ("<p style='clip-path:inset(-5px)'>{}</p>", ""),
    ("<p style='clip-path:inset(0 round 8px)'>{}</p>", ""),
    ("<p style='clip-path:inset(2px 0 2px 0)'>{}</p>", ""),
    ("<p style='color:#fff;text-shadow:1px 1px 3px #000'>{}</p>", ""),
    ("<p style='color:#fff;text-shadow:0 0 5px #000'>{}</p>", ""),
    ("<p class=a>{}</p>", "@container (min-width:100px){.a{display:none}}"),
    (
        "<div style='container:card/inline-size'><p class=a>{}</p></div>",
        "@container other (min-width:100px){.a{display:none}}",
    ),
    # Shadows inside a box, and thick borders: where they leave room for words.
    ("<div style='box-shadow:inset 0 0 20px #000;padding:30px'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 20px #000;padding:30px'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 20px #000'><p>one</p><p>{}</p><p>two</p></div>", ""),
    ("<div style='box-shadow:inset 0 0 0 20px #000;height:150px'><br><br>{}</div>", ""),
    ("<div style='box-shadow:inset 0 9px #000;padding-top:12px'>{}</div>", ""),
    ("<div style='box-shadow:inset 9px 0 #000;padding-left:12px'>{}</div>", ""),
    ("<span style='box-shadow:inset 0 -9px #ff0'>{}</span>", ""),
    ("<span style='box-shadow:inset 0 -10px #000'>{}</span>", ""),
    ("<div style='box-shadow:inset 0 0 50px #000'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 8px #000'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 12px #000;color:#fff'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 99px #fff, inset 0 0 0 99px #000'>{}</div>", ""),
    ("<div style='box-shadow:inset 0 0 0 40px #000;height:120px;padding:50px'>{}</div>", ""),
    ("<p>n</p><p style='border:20px solid #000'>n</p><p style='position:relative'>{}</p>", ""),
    ("<p>{}</p><div style='border:20px solid #fff;margin-top:-35px'>nn</div>", ""),
    (
        "<div style='position:relative;padding:25px'>{}<div style='position:absolute;left:0;top:0;width:100%;height:0;border-bottom:20px solid #000'></div></div>",
        "",
    ),
    (
        "<div style='position:relative;padding:45px'>{}<div style='position:absolute;left:0;top:0;width:100%;height:0;border:20px solid #000'></div></div>",
        "",
    ),
    ("<div style='border:20px solid #000;position:relative;top:5px'>{}</div><p>x</p>", ""),
    # Bars over other lines of the element or page that they are placed in.
    (
        "<div style='position:relative;'><p>one</p><p>{}</p><p>two</p><i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><p>one</p><p>{}</p><p>two</p><i style='position:absolute;left:0;top:68px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><div style='padding:20px'>{}</div><i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><h1>Title</h1>{}<i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><table><tr><td>a<td>b<tr><td>{}<td>x</table><i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;padding-top:30px'><p>{}</p><p>two</p><i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;border-top:30px solid #eee'><p>{}</p><p>two</p><i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><img width=50 height=60><br>{}<i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><div style='height:60px'>a</div>{}<i style='position:absolute;left:0;top:0px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;'><div style='line-height:40px'>one<br>{}</div><i style='position:absolute;left:0;top:10px;width:300px;height:20px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:absolute;top:20px;left:50px'>one</div><div style='position:absolute;top:50px;left:50px'>{}</div><div style='position:absolute;top:80px;left:50px'>two</div><div style='position:absolute;top:20px;left:50px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<div style='position:absolute;top:20px;left:50px'>one</div><div style='position:absolute;top:50px;left:50px'>{}</div><div style='position:absolute;top:80px;left:50px'>two</div><div style='position:absolute;top:80px;left:50px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<div style='position:absolute;top:50px;left:50px;width:300px;height:20px;background:#eee;'></div><div style='position:absolute;top:20px;left:50px'>one</div><div style='position:absolute;top:50px;left:50px'>{}</div><div style='position:absolute;top:80px;left:50px'>two</div>",
        "",
    ),
    (
        "<div style='position:absolute;top:20px;left:50px'>one</div><div style='position:absolute;top:50px;left:50px'>{}</div><div style='position:absolute;top:50px;left:300px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<p>one</p><p>{}</p><p>two</p><div style='position:absolute;top:8px;left:0px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<p>one</p><p>{}</p><p>two</p><div style='position:absolute;top:80px;left:0px;width:300px;height:20px;background:#000;'></div>",
        "",
    ),
    (
        "<div style='position:relative;height:150px'><div style='position:absolute;top:0px;left:0px;width:400px;height:150px;background:#eee;'></div><p style='position:relative'>{}</p></div>",
        "",
    ),
    (
        "<div style='position:relative;height:150px'><p style='position:relative;z-index:1'>{}</p><div style='position:absolute;top:0px;left:0px;width:400px;height:150px;background:#eee;'></div></div>",
        "",
    ),
    (
        "<div style='position:relative'><div style='position:absolute;inset:0;background:#eee'></div><p style='position:relative'>{}</p></div>",
        "",
    ),
    (
        "<div style='position:relative'>{} <i style='position:absolute;top:2px;left:0;width:8px;height:8px;background:#00f'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;padding-left:50px;height:60px'><i style='position:absolute;top:2px;left:0;width:40px;height:40px;background:#00f'></i>{}</div>",
        "",
    ),
    (
        "<div style='position:relative;height:100px'>{}<i style='position:absolute;bottom:0;left:0;width:100%;height:36px;background:#000'></i></div>",
        "",
    ),
    (
        "<div style='position:relative;width:200px'>some long words that will have to wrap around {}<i style='position:absolute;top:0px;left:0;width:100%;height:18px;background:#000'></i></div>",
        "",
    ),
    (
        "<p>w <span style='position:relative'>q<i style='position:absolute;top:0;left:0;width:20px;height:20px;background:#000'></i></span> {}</p>",
        "",
    ),
    (
        "<div style='display:grid;grid-template-rows:1fr'><div style='overflow:hidden;min-height:0'>{}</div></div>",
        "",
    ),
    ("<div style='display:grid;grid-template-rows:0fr'><div>{}</div></div>", ""),
    ("<div style='display:flex;height:0'><div>{}</div></div>", ""),
    (
        "<div style='position:relative;height:40px;overflow:hidden'><div style='position:absolute;top:10px'>{}</div></div>",
        "",
    ),
    (
        "<div style='position:relative;width:400px;height:40px;overflow:hidden'><div style='position:absolute;left:100px'>{}</div></div>",
        "",
    ),
    ("<div style='overflow:hidden;height:50px'><div style='margin-top:8px'>{}</div></div>", ""),
    (
        "<div style='overflow:hidden;height:50px'><div style='transform:translateY(8px)'>{}</div></div>",
        "",
    ),
    (
        "<div style='display:flex;gap:20px'><div>{}</div></div><p style='border:30px solid #333'>n</p>",
        "",
    ),
    (
        "<div style='display:grid'><div>{}</div></div><p style='border:30px solid #333;margin:0'>n</p>",
        "",
    ),
]
