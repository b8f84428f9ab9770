"""The command `mailrecon`, and `python -m mailrecon`."""

import gc
import signal


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
    run()


def _terminate(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
