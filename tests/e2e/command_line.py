"""The command line that the clients' scripts have in common."""

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from view import ClientError, View, missing_programs

AS_EXPECTED, NOT_AS_EXPECTED, FAILED = 0, 1, 2


def run(look: Callable[[Path, Path], View], programs: tuple[str, ...]) -> int:
    """Look at an mbox, print what the client shows, and answer the exit status."""
    parser = argparse.ArgumentParser(
        description="Open an mbox in a real mail client and print its threads.",
        epilog="Exit status: 0 counts as expected, 1 not as expected, 2 the client failed.",
    )
    parser.add_argument("mbox", metavar="MBOX", type=Path)
    parser.add_argument("output", metavar="OUTDIR", type=Path, help="where pictures go")
    parser.add_argument("--expect-messages", metavar="N", type=int)
    parser.add_argument("--expect-threads", metavar="N", type=int)
    arguments = parser.parse_args()

    if not arguments.mbox.is_file():
        parser.error(f"not a file: {arguments.mbox}")
    if missing := missing_programs(programs):
        print(f"not installed: {', '.join(missing)}; see install.sh", file=sys.stderr)
        return FAILED
    try:
        view = look(arguments.mbox, arguments.output)
    except (ClientError, OSError, subprocess.SubprocessError) as error:
        print(f"the client failed: {error}", file=sys.stderr)
        return FAILED
    print(describe(view))
    expected = (arguments.expect_messages, arguments.expect_threads)
    return _compare((view.message_count, view.thread_count), expected)


def describe(view: View) -> str:
    """The counts and the thread list, as text."""
    heading = (
        f"{view.client} {view.version}: {view.message_count} messages, {view.thread_count} threads"
    )
    rows = [f"{'    ' * row.level}- {row.author}: {row.subject}" for row in view.rows]
    return "\n".join([heading, *rows])


def _compare(counts: tuple[int, int], expected: tuple[int | None, int | None]) -> int:
    status = AS_EXPECTED
    for what, count, wanted in zip(("messages", "threads"), counts, expected, strict=True):
        if wanted is not None and count != wanted:
            print(f"expected {wanted} {what}, not {count}", file=sys.stderr)
            status = NOT_AS_EXPECTED
    return status
