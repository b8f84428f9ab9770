"""Join the JavaScript modules of a page into one script, since a page alone cannot load any."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from mailrecon.regex import regex

_IMPORT = regex(r'^import \{[^{}]*\} from "\./(?P<module>[a-z_]+)\.js";\n', re.MULTILINE)
_EXPORT = regex(r"^export (?=(?:const|let|function|async|class) )", re.MULTILINE)
_TOP_LEVEL = regex(r"^(?:const|let|function|async function|class) (\w+)", re.MULTILINE)


@cache
def joined_script(first: str) -> str:
    """The module `first` and all it imports as one script, each after those it imports.

    Modules then share one scope: two of them must not define the same name, nor import each other.
    Raises ValueError if they do.
    """
    order: dict[str, str] = {}
    _collect(first, order, ())
    names: dict[str, str] = {}
    for module, text in order.items():
        for name in _TOP_LEVEL.findall(text):
            if name in names:
                raise ValueError(f"{module}.js and {names[name]}.js both have a {name}")
            names[name] = module
    return '"use strict";\n(() => {\n' + "".join(order.values()) + "})();\n"


def _collect(module: str, order: dict[str, str], above: tuple[str, ...]) -> None:
    if module in order:
        return
    if module in above:
        raise ValueError(f"modules import each other: {' -> '.join((*above, module))}")
    text = files("mailrecon.report").joinpath("page", f"{module}.js").read_text("utf-8")
    for match in _IMPORT.finditer(text):
        _collect(match["module"], order, (*above, module))
    order[module] = _EXPORT.sub("", _IMPORT.sub("", text))
