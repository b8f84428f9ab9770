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

import uvicorn

from mailrecon.app.server import make_server
from mailrecon.app.workbench import Opened, Setting, Workbench
from mailrecon.errors import ReadError

_LOOPBACK = "127.0.0.1"


def serve(
    opened: Opened,
    setting: Callable[[Path], Setting],
    *,
    port: int,
    browser: bool,
    say: Callable[[str], None],
) -> None:
    """Serve until Ctrl-C. `port` 0 takes any that is free.

    The private folder, which only its owner can read, is removed at the end. Raises ReadError if
    the port is in use or the file of corrections is damaged.
    """
    with _listening(port) as listener, tempfile.TemporaryDirectory(prefix="mailrecon-") as folder:
        workbench = Workbench(opened, setting(Path(folder)))
        try:
            number = int(listener.getsockname()[1])
            token = secrets.token_urlsafe(24)
            address = f"http://{_LOOPBACK}:{number}/{token}/"
            server = uvicorn.Server(
                uvicorn.Config(
                    make_server(workbench, token, number),
                    log_level="warning",
                    access_log=False,
                    server_header=False,
                    lifespan="off",
                    timeout_graceful_shutdown=3,
                )
            )
            say(f"open: {address}")
            say("Ctrl-C ends it; what was decided is kept in the file of corrections")
            if browser:
                threading.Timer(0.5, webbrowser.open, (address,)).start()
            # Uvicorn raises the signal it was stopped by again once all is closed: by then it must
            # not kill, or the private folder would stay.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        finally:
            workbench.close()


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
