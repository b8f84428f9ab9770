"""Open a workbench in the browser and serve it until it is stopped."""

from __future__ import annotations

import contextlib
import secrets
import signal
import socket
import tempfile
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn

from mailrecon.app.server import make_server
from mailrecon.app.workbench import Opened, Setting, Workbench
from mailrecon.errors import ReadError

_LOOPBACK = "127.0.0.1"


class Serving(NamedTuple):
    """The settings of the server: port 0 means any free port; `say` prints a line."""

    port: int
    browser: bool
    say: Callable[[str], None]


# If reading takes no longer than this, the page opens when it is complete; otherwise it opens now
# and fills while documents are read.
_SECONDS = 1.0


def serve(
    opened: Opened,
    setting: Callable[[Path], Setting],
    serving: Serving,
    read: Callable[[Workbench], None],
) -> None:
    """Serve until Ctrl-C; meanwhile `read` reads documents for the workbench.

    The private folder, which only its owner can read, is removed at the end. Raises ReadError if
    the port is in use or the file of corrections is damaged, and the errors of `read`.
    """
    # In its own thread, Uvicorn does not handle signals. SIGTERM must not kill the process, or the
    # private folder would remain.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        _listening(serving.port) as listener,
        tempfile.TemporaryDirectory(prefix="mailrecon-") as folder,
    ):
        workbench = Workbench(opened, setting(Path(folder)), reading=True)
        page = _ServerThread(workbench, listener, serving)
        soon = threading.Timer(_SECONDS, page.open)
        soon.daemon = True
        try:
            soon.start()
            with contextlib.suppress(KeyboardInterrupt):
                read(workbench)
                page.open()
                page.wait()
        finally:
            soon.cancel()
            page.close()
            workbench.close()


class _ServerThread:
    """The server in a thread of its own: reading needs the main one, for its time limits."""

    def __init__(self, workbench: Workbench, listener: socket.socket, serving: Serving) -> None:
        number = int(listener.getsockname()[1])
        token = secrets.token_urlsafe(24)
        self._address = f"http://{_LOOPBACK}:{number}/{token}/"
        self._serving = serving
        self._lock = threading.Lock()
        self._is_open = False
        self._server = uvicorn.Server(
            uvicorn.Config(
                make_server(workbench, token, number),
                log_level="warning",
                access_log=False,
                server_header=False,
                lifespan="off",
                timeout_graceful_shutdown=3,
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="server", daemon=True
        )

    def open(self) -> None:
        """Start serving and print the address, unless that was done before."""
        with self._lock:
            if self._is_open:
                return
            self._is_open = True
            self._thread.start()
        self._serving.say(f"open: {self._address}")
        self._serving.say("Ctrl-C ends it; what was decided is kept in the file of corrections")
        if self._serving.browser:
            threading.Timer(0.5, webbrowser.open, (self._address,)).start()

    def wait(self) -> None:
        """Wait until the server ends."""
        # Without a timeout, Windows would not deliver signals.
        while self._thread.is_alive():
            self._thread.join(_SECONDS)

    def close(self) -> None:
        """Stop the server after it has answered open requests."""
        with self._lock:
            if not self._is_open:
                self._is_open = True
                return
        self._server.should_exit = True
        self._thread.join(5)


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind((_LOOPBACK, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ReadError(
            f"port {port} can't be used ({error.strerror}); choose another with --port, or none"
        ) from error
    return listener
