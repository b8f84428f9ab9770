"""Packages that a format or a command needs beyond the plain install, from our own metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailrecon.regex import regex

# The command and the import package are called `mailrecon`, but on the package index that name
# belongs to another tool. So no message may ask a user to install `mailrecon`.
DISTRIBUTION = "mailrecon-archive"
_REQUIREMENT = regex(
    r"""(?P<name>[A-Za-z0-9._-]+)\s*(?:\[(?P<extras>[^\]]*)\])?[^;]*
        (?:;.*\bextra\s*==\s*['"](?P<extra>[^'"]+)['"])?""",
    re.VERBOSE,
)


def install_command(extra: str) -> str:
    """The command that installs what an extra needs: `pip install pypdfium2 pillow`.

    Without metadata (mailrecon run from a folder that was never installed) it names the extra.
    """
    packages = sorted(set(_packages(extra, set())))
    if packages:
        return f"pip install {' '.join(packages)}"
    return f"pip install '{DISTRIBUTION}[{extra}]'"


def _packages(extra: str, seen: set[str]) -> Iterator[str]:
    """The packages of an extra, including those of the extras that it refers to."""
    from importlib.metadata import PackageNotFoundError, requires  # only for what is missing

    seen.add(extra)
    try:
        requirements = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return
    for requirement in requirements:
        match = _REQUIREMENT.match(requirement)
        if match is None or match["extra"] != extra:
            continue
        if match["name"] != DISTRIBUTION:
            yield match["name"]
            continue
        for named in re.split(r"\s*,\s*", match["extras"] or ""):
            if named not in seen:
                yield from _packages(named, seen)
