"""Imported by the server that forks workers, once it has loaded all else: Ctrl-C ends it silently.

The server is started with SIGINT blocked (`processes._start_forkserver`), since Python prints a
traceback if an import is interrupted. A Ctrl-C from that time arrives here.
"""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
