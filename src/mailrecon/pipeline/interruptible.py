"""Let Ctrl-C end the server that forks workers silently. The server imports this module last.

The server is started with SIGINT blocked (`processes._start_forkserver`), since Python prints a
traceback if an import is interrupted. A Ctrl-C during that time takes effect here.
"""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
