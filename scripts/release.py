"""Build all files of a release into `dist/`, and test each; `make release` calls it.

Wheel and source distribution of the last commit (twice: both must be the same bytes), metadata and
contents checked, a bill of materials (CycloneDX), the licences of all dependencies, man pages,
shell completions, and one file for people without Python (PyInstaller), which converts a fixture
far from the checkout.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "release"
DIST = ROOT / "dist"
FIXTURE = ROOT / "fixtures" / "publications" / "blog_post.en.txt"
TOOLS = (
    "build==1.6.1",
    "check-wheel-contents==0.6.3",
    "cyclonedx-bom==7.5.0",
    "pip-licenses==5.5.5",
    "twine==7.0.0",
)
MAN = "click-man==0.6.0"
SINGLE_FILE = "pyinstaller==6.22.3"
# Licences that an MIT-licensed program may include; a dependency with any other stops the release.
LICENCES = (
    "MIT",
    "BSD",
    "Apache",
    "ISC",
    "Python",
    "PSF",
    "MPL",
    "LGPL",
    "CC0",
    "HPND",
    "Unlicense",
    "Public Domain",
)
SHELLS = ("bash", "zsh", "fish")


def run(*command: str | Path, **more: object) -> str:
    """Run a command; its output is returned, and printed where it fails."""
    env = {**os.environ, **dict(more.pop("env", {}))}  # type: ignore[call-overload]
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env=env,
        cwd=str(more.pop("cwd", ROOT)),
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(folder: Path, packages: Sequence[str]) -> Path:
    """A virtual environment with packages in it; its folder of programs is returned."""
    if not (folder / "bin").is_dir():
        run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-compile")
    run(*pip, "--disable-pip-version-check", *packages)
    return folder / "bin"


def built(tools: Path, folder: Path) -> list[Path]:
    """Wheel and source distribution of the last commit, and dated by it.

    The checkout itself may hold more than the commit: what a mail client or a test writes there
    while this runs would be in one build and not in the next.
    """
    stamp = run("git", "log", "-1", "--format=%ct").strip()
    with tempfile.TemporaryDirectory() as committed:
        archive = Path(committed) / "commit.tar"
        run("git", "archive", "--output", archive, "HEAD")
        source = Path(committed) / "source"
        shutil.unpack_archive(archive, source)
        build = (tools / "python", "-m", "build", "--outdir", folder, source)
        run(*build, env={"SOURCE_DATE_EPOCH": stamp})
    return sorted(folder.iterdir())


def check_same(first: Sequence[Path], second: Sequence[Path]) -> None:
    """Stop if two builds of one commit are not the same bytes."""
    for one, other in zip(first, second, strict=True):
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, other)]
        if digests[0] != digests[1]:
            sys.exit(f"{one.name}: another build gives other bytes")
        say(f"{one.name}: the same bytes twice, sha256 {digests[0]}")


def write_licences(tools: Path, python: Path) -> None:
    """List the licence of every dependency; stop at one that is not known to be fine."""
    told = run(
        *(tools / "pip-licenses", f"--python={python}", "--format=json", "--from=mixed"),
        *("--with-system", "--ignore-packages", "pip", "setuptools", "click-man"),
    )
    rows = sorted((item["Name"], item["Version"], item["License"]) for item in json.loads(told))
    unknown = [row for row in rows if not any(word in row[2] for word in LICENCES)]
    if unknown:
        sys.exit(f"licences nobody has looked at: {unknown}")
    lines = ["| package | version | licence |", "| --- | --- | --- |"]
    lines += [f"| {name} | {version} | {licence} |" for name, version, licence in rows]
    (DIST / "licences.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"licences.md: {len(rows)} packages")


def write_bill(tools: Path, python: Path) -> None:
    """The bill of materials of the installed wheel."""
    path = DIST / "sbom.cdx.json"
    command = (tools / "cyclonedx-py", "environment", "--output-reproducible", "--of", "JSON")
    run(*command, "--pyproject", ROOT / "pyproject.toml", "-o", path, python)
    say(f"{path.name}: {len(json.loads(path.read_bytes())['components'])} components")


def write_pages(programs: Path) -> None:
    """Man pages and shell completions, both made by click from the commands themselves."""
    (DIST / "man").mkdir()
    make = (
        "import sys; from click_man.core import write_man_pages; from mailrecon.cli import main; "
        "from mailrecon.version import __version__; "
        "write_man_pages('mailrecon', main, version=__version__, target_dir=sys.argv[1])"
    )
    run(programs / "python", "-c", make, DIST / "man")
    (DIST / "completions").mkdir()
    for shell in SHELLS:
        asked = {"_MAILRECON_COMPLETE": f"{shell}_source"}
        script = run(programs / "mailrecon", env=asked)
        (DIST / "completions" / f"mailrecon.{shell}").write_text(script, encoding="utf-8")
    say(f"man: {len(list((DIST / 'man').iterdir()))} pages; completions: {', '.join(SHELLS)}")


def try_out(program: Path) -> None:
    """Convert a fixture in an empty folder, and check the output."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(FIXTURE, folder)
        run(program, "convert", FIXTURE.name, "out.mbox", cwd=folder)
        run(program, "verify", "out.mbox", "--source", FIXTURE.name, cwd=folder)
        messages = (Path(folder) / "out.mbox").read_bytes().count(b"\nMessage-ID: ")
        if not messages:
            sys.exit(f"{program}: no message in the mbox")
    say(f"{program.name}: converts and verifies {messages} messages")


def write_single_file(programs: Path) -> None:
    """One file that needs no Python, for this system; see docs/installing.md for others."""
    environment(programs.parent, (SINGLE_FILE,))
    packages = ("mailrecon", "pypdfium2", "pypdfium2_raw", "anyascii", "tzdata", "tinycss2")
    run(
        *(programs / "pyinstaller", "--onefile", "--name", "mailrecon", "--noconfirm", "--clean"),
        *(part for package in packages for part in ("--collect-all", package)),
        *("--distpath", DIST, "--workpath", BUILD / "pyinstaller", "--specpath", BUILD),
        ROOT / "src" / "mailrecon" / "__main__.py",
    )
    size = (DIST / "mailrecon").stat().st_size
    say(f"mailrecon: one file of {size / 1e6:.0f} MB")


def say(text: str) -> None:
    """Print a step that was done, without delay."""
    print(f"release: {text}", flush=True)


def main() -> None:
    """Build everything, or with `--quick` everything except the single file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the single file")
    quick = parser.parse_args().quick
    for folder in (DIST, BUILD / "again", BUILD / "installed"):
        shutil.rmtree(folder, ignore_errors=True)
    DIST.mkdir()
    tools = environment(BUILD / "tools", TOOLS)
    first = built(tools, DIST)
    check_same(first, built(tools, BUILD / "again"))
    run(tools / "twine", "check", "--strict", *first)
    wheel = next(path for path in first if path.suffix == ".whl")
    run(tools / "check-wheel-contents", wheel)
    say("twine and check-wheel-contents: passed")
    programs = environment(BUILD / "installed", (str(wheel), MAN))
    try_out(programs / "mailrecon")
    write_licences(tools, programs / "python")
    write_bill(tools, programs / "python")
    write_pages(programs)
    if not quick:
        write_single_file(programs)
        try_out(DIST / "mailrecon")


if __name__ == "__main__":
    main()
