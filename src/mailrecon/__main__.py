"""The command `mailrecon`, and `python -m mailrecon`."""

import atexit
import gc
import os
import signal
import sys
import threading


def main() -> None:
    """Run the command line.

    Until all modules are loaded, Ctrl-C ends the process immediately, without a traceback: there is
    nothing to clean up yet. SIGTERM is handled so that unfinished files are removed.
    """
    # Modules and their tables stay, so looking for garbage among them takes time for nothing.
    gc.set_threshold(50_000, 20, 100)
    interrupt = signal.getsignal(signal.SIGINT)
    if interrupt is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from mailrecon.cli import main as run

    if interrupt is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        run()
    except SystemExit as ending:
        _end_at_once(ending.code)
        raise


def _end_at_once(code: object) -> None:
    """End this process without deleting each object first, which the system does faster.

    Does nothing if somebody still needs Python: another thread, a profiler, a debugger.
    """
    is_watched = sys.getprofile() is not None or sys.gettrace() is not None
    if is_watched or threading.active_count() > 1 or not isinstance(code, int | None):
        return
    # Temporary folders are deleted by such functions.
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit(code or 0)


def _terminate(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
