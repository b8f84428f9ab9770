"""A Spark cluster of one master and some workers on the loopback interface."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import iglob
from pathlib import Path

from pyspark.find_spark_home import _find_spark_home

_ADDRESS = re.compile(r"Starting Spark master at (spark://\S+)")
_READY = "Successfully registered with master"
_SECONDS = 60


def holds(folder: Path, pattern: str) -> bool:
    """Whether a folder that Spark changes meanwhile has anything of a pattern."""
    # A path's own glob ends with an error when a folder is removed between two steps.
    return any(iglob(pattern, root_dir=folder))  # noqa: PTH207


class Cluster:
    """A running cluster; its workers can be killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def start(self, workers: int) -> None:
        log = self._launch("master", "master.Master", "--port", "0", "--webui-port", "0")
        self.address = self._wait(log, _ADDRESS)
        for number in range(workers):
            work = self._folder / f"worker-{number}"
            log = self._launch(
                f"worker-{number}",
                "worker.Worker",
                *("--cores", "1", "--memory", "1g", "--webui-port", "0"),
                *("--work-dir", str(work), self.address),
            )
            self.workers.append(self._processes[-1])
            self._wait(log, re.compile(f"({_READY})"))

    def has_executor(self, number: int) -> bool:
        """Whether a worker was given work."""
        return holds(self._folder / f"worker-{number}", "app-*/*")

    def kill(self, number: int) -> None:
        """Kill a worker and the executors it started, at once."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)

    def stop(self) -> None:
        for process in reversed(self._processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        # Python workers end by themselves once their executor is gone.
        end = time.monotonic() + _SECONDS
        while left := self.running():
            if time.monotonic() > end:
                raise TimeoutError(f"still running: {left}")
            time.sleep(0.2)

    def running(self) -> list[str]:
        """The processes of this cluster: those that work in its folder, or name it."""
        found: list[str] = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                works_in = (process / "cwd").resolve()
            except OSError:
                continue
            named = str(self._folder) in command and "org.apache.spark" in command
            if named or works_in.is_relative_to(self._folder):
                found.append(f"{process.name} {command}")
        return found

    def _launch(self, name: str, role: str, *arguments: str) -> Path:
        log = self._folder / f"{name}.log"
        command = [f"{_find_spark_home()}/bin/spark-class", f"org.apache.spark.deploy.{role}"]
        with log.open("wb") as out:
            self._processes.append(
                subprocess.Popen(
                    [*command, "--host", "127.0.0.1", *arguments],
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
                )
            )
        return log

    def _wait(self, log: Path, pattern: re.Pattern[str]) -> str:
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            found = pattern.search(log.read_text(errors="replace"))
            if found is not None:
                return found[1]
            time.sleep(0.2)
        raise TimeoutError(log.read_text(errors="replace"))


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster whose files are in `folder`, stopped at the end."""
    made = Cluster(folder)
    try:
        made.start(workers)
        yield made
    finally:
        made.stop()
