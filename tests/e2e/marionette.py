"""A client of Marionette, the remote control built into Mozilla's programs."""

import json
import socket
from collections.abc import Sequence
from types import TracebackType
from typing import Any, BinaryIO, Self

from view import ClientError


class Marionette:
    """A session in the chrome context: scripts run with the program's own rights.

    Both sides send packets of the form `LENGTH:JSON`. A command is `[0, id, name, parameters]`,
    its answer `[1, id, error, result]`; the server speaks first, with a greeting.
    """

    def __init__(self, port: int, *, timeout: float) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._stream: BinaryIO = self._socket.makefile("rb")
        self._last_id = 0
        self._receive()
        self.command("WebDriver:NewSession", capabilities={})
        self.command("WebDriver:SetTimeouts", script=int(timeout * 1000))
        self.command("Marionette:SetContext", value="chrome")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()
        self._socket.close()

    def command(self, name: str, **parameters: object) -> Any:
        """Send a command and wait for its result."""
        self._last_id += 1
        packet = json.dumps([0, self._last_id, name, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(packet), packet))
        _, answered_id, error, result = self._receive()
        if answered_id != self._last_id:
            raise ClientError(f"{name}: answer {answered_id} to command {self._last_id}")
        if error is not None:
            raise ClientError(f"{name}: {error['error']}: {error['message']}")
        return result

    def run(self, script: str, arguments: Sequence[object] = ()) -> Any:
        """Run a script; a promise that it returns is waited for."""
        answer = self.command(
            "WebDriver:ExecuteScript",
            script=script,
            args=list(arguments),
            sandbox="system",
            newSandbox=True,
        )
        return answer["value"]

    def _receive(self) -> Any:
        digits = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte.isdigit():
                raise ClientError("Marionette closed the connection")
            digits += byte
        return json.loads(self._stream.read(int(digits)))
