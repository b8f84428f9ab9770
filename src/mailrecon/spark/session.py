"""The Spark session a job runs in, and the messages for its errors."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from mailrecon.errors import EngineError

# All errors of Spark and Hadoop.
FAILURES = (PySparkException, Py4JError)

# Settings that the job relies on; users may change all others.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # Small files are cheap to open; with the default of 4 MB each, a task would get 32 of them.
    "spark.sql.files.openCostInBytes": "65536",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "200",
    "spark.ui.showConsoleProgress": "false",
    # An error is reported in one line; the cluster's own logs have the details.
    "spark.log.level": "FATAL",
}
# With Spark's own number, each of thousands of folders would be listed by a task of its own, which
# takes longer to start than the folder to list.
_LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism"
_USUAL_LISTING = "10000"
_TASKS_A_CORE = 4
# Options of the driver's JVM that Spark's launcher reads, before those that Spark is configured
# with: the last of several wins, so users may choose otherwise.
_JVM_VARIABLE = "SPARK_SUBMIT_OPTS"
# Only the fast compiler: the JVM plans and moves rows, and the work of a document is done in
# Python. The optimizing compiler takes longer than it saves.
_JVM_OPTION = "-XX:TieredStopAtLevel=1"


@contextmanager
def open_session(master: str | None, settings: Mapping[str, str]) -> Iterator[SparkSession]:
    """A session on `master` (None: as Spark is configured), closed at the end
    unless it was there before.

    `settings` are Spark's, by name. Raises EngineError for every error of Spark in the block, and
    if Java is missing.
    """
    running = SparkSession.getActiveSession()
    if running is None:
        _need_java()
    # Workers must run the Python in which mailrecon is installed; a cluster may set another.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ[_JVM_VARIABLE] = _with_jvm_option(os.environ.get(_JVM_VARIABLE, ""))
    builder = SparkSession.builder.appName("mailrecon")
    if master is not None:
        builder = builder.master(master)
    for name, value in {**_SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except (*FAILURES, OSError, RuntimeError) as error:
        where = f" on {master}" if master is not None else ""
        raise EngineError(f"Spark could not be started{where}: {cause(error)}") from error
    if spark.conf.get(_LISTING) == _USUAL_LISTING:
        tasks = _TASKS_A_CORE * spark.sparkContext.defaultParallelism
        spark.conf.set(_LISTING, str(tasks))
    interrupts = _count_interrupts()
    logging.getLogger().addFilter(_is_ours)
    try:
        yield spark
    except FAILURES as error:
        if interrupts:
            raise KeyboardInterrupt from error
        raise EngineError(f"Spark aborted the job: {cause(error)}") from error
    finally:
        # A session that was there before belongs to the caller.
        if running is None:
            spark.stop()


def _with_jvm_option(options: str) -> str:
    return options if _JVM_OPTION in options else f"{_JVM_OPTION} {options}".rstrip()


def _count_interrupts() -> list[int]:
    """Count interrupts (Ctrl-C) in the list returned; Spark turns them into errors of its own."""
    found: list[int] = []
    handler = signal.getsignal(signal.SIGINT)

    def count(number: int, frame: FrameType | None) -> None:
        found.append(number)
        if callable(handler):
            handler(number, frame)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, count)
    return found


def _is_ours(record: logging.LogRecord) -> bool:
    """True unless py4j logged it on the root logger: tracebacks of errors reported in one line."""
    return "py4j" not in record.pathname


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if shutil.which(f"{home}/bin/java" if home else "java") is None:
        where = f" in JAVA_HOME ({home})" if home else ""
        raise EngineError(
            f"--engine spark needs Java, and there is none{where}; install Java 17 "
            "(on Debian: apt-get install openjdk-17-jre-headless)"
        )


def cause(error: Exception) -> str:
    """The most useful line of an error; of an exception in a task, the last of its traceback."""
    lines = [line.lstrip(": \t").rstrip() for line in str(error).splitlines() if line.strip()]
    for line in lines:
        if line.startswith("mailrecon.") and ": " in line:
            return line
    died = next((line for line in lines if "Python worker exited" in line), None)
    if died is not None:
        return died.removeprefix("Caused by: ")
    telling = (line for line in lines if "Error" in line or "Exception" in line)
    return next(telling, lines[0] if lines else type(error).__name__)
