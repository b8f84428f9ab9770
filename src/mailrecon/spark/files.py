"""List the files of a job on any path that Hadoop knows, in a local run's order and names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Any

from msgspec import Struct
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from mailrecon.errors import ReadError
from mailrecon.read.files.archives import IGNORED
from mailrecon.read.files.packed import packed_images_with_text
from mailrecon.regex import regex
from mailrecon.spark.session import FAILURES, cause

_WILD = regex(r"[\[\]{}*?\\]")
# Hadoop treats some file names as hidden; such files are searched down to this depth of folders.
_DEPTH = 5


class Root(Struct, frozen=True):
    """One input: its place on the command line, its full path, whether it is a folder."""

    number: int
    path: str
    is_folder: bool


class HadoopPaths:
    """File operations of Hadoop, on the driver: on names only, never on data."""

    def __init__(self, spark: SparkSession) -> None:
        self._java: Any = spark._jvm
        self._conf: Any = spark.sparkContext._jsc.hadoopConfiguration()

    def qualified(self, name: str) -> str:
        """A path with its file system, as Hadoop spells it."""
        path = self._path(name)
        return str(path.getFileSystem(self._conf).makeQualified(path).toString())

    def exists(self, name: str) -> bool:
        """Whether a file or folder of that name exists."""
        path = self._path(name)
        return bool(path.getFileSystem(self._conf).exists(path))

    def is_folder(self, name: str) -> bool:
        """Whether a path that exists is a folder."""
        path = self._path(name)
        return bool(path.getFileSystem(self._conf).getFileStatus(path).isDirectory())

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted."""
        path = self._path(folder)
        found = path.getFileSystem(self._conf).listStatus(path)
        return sorted(str(status.getPath().getName()) for status in found)

    def matching(self, pattern: str) -> list[str]:
        """The paths that a glob pattern matches."""
        path = self._path(pattern)
        found = path.getFileSystem(self._conf).globStatus(path)
        return [str(status.getPath().toString()) for status in found or ()]

    def rename(self, name: str, new: str) -> bool:
        """Rename a file or folder. Returns False if the file system refuses."""
        path = self._path(name)
        return bool(path.getFileSystem(self._conf).rename(path, self._path(new)))

    def delete(self, name: str) -> None:
        """Delete a file, or a folder with its content, if it exists."""
        path = self._path(name)
        path.getFileSystem(self._conf).delete(path, True)

    def make_folder(self, name: str) -> bool:
        """Make a folder and its parents. Returns False if the file system refuses."""
        path = self._path(name)
        return bool(path.getFileSystem(self._conf).mkdirs(path))

    def _path(self, name: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(name)


def find_roots(paths: HadoopPaths, names: Sequence[str]) -> list[Root]:
    """The given inputs, all of which must exist. Raises ReadError."""
    roots: list[Root] = []
    for number, name in enumerate(names):
        if name == "-":
            raise ReadError("standard input cannot be read by a cluster; name files or folders")
        try:
            path = paths.qualified(name)
            if not paths.exists(path):
                raise ReadError(f"{name}: cannot be read (No such file or directory)")
            roots.append(Root(number, path, paths.is_folder(path)))
        except FAILURES as error:
            raise ReadError(f"{name}: cannot be read ({cause(error)})") from error
    return roots


def hidden_files(paths: HadoopPaths, roots: Sequence[Root]) -> list[str]:
    """Files that a local run reads and Hadoop treats as hidden: their names begin with `_`."""
    found: list[str] = []
    for root in roots:
        if root.is_folder:
            for depth in range(_DEPTH):
                found += paths.matching(f"{_literally(root.path)}/{'*/' * depth}_*")
    return [path for path in found if path.rsplit("/", 1)[-1] not in IGNORED]


def list_files(spark: SparkSession, roots: Sequence[Root]) -> DataFrame:
    """One row a file: `input` (its root's number), `inside` (its path in that), length, content.

    Raises ReadError.
    """
    ignored = "|".join(re.escape(name) for name in sorted(IGNORED))
    tables: list[DataFrame] = []
    for root in roots:
        try:
            table = (
                spark.read.format("binaryFile")
                .option("recursiveFileLookup", True)
                .load(_literally(root.path))
            )
        except AnalysisException as error:
            raise ReadError(f"{root.path}: cannot be read ({cause(error)})") from error
        start = len(root.path.rstrip("/")) if root.is_folder else root.path.rfind("/")
        table = table.withColumn("inside", f.expr(f"substring(path, {start + 2})"))
        if root.is_folder:
            table = table.filter(~f.col("inside").rlike(rf"(^|/)(\.[^/]*|{ignored})(/|$)"))
        tables.append(
            table.select(f.lit(root.number).alias("input"), "inside", "length", "content")
        )
    return reduce(DataFrame.unionAll, tables)


def without_images(table: DataFrame) -> DataFrame:
    """The files of `list_files` without images of pages with a text, as in a local run.

    The column `left_out` of an Opticon file has their number.
    """
    has_images = table.filter(f.lower(f.col("inside")).endswith(".opt"))
    left_out: list[tuple[int, str]] = []
    counts: list[tuple[int, str, int]] = []
    for (root,) in has_images.select("input").distinct().collect():
        own = table.filter(f.col("input") == root)
        sizes = {row["inside"]: row["length"] for row in own.select("inside", "length").collect()}

        def read(name: str, own: DataFrame = own) -> bytes:
            rows = own.filter(f.col("inside") == name).select("content").collect()
            return bytes(rows[0]["content"])

        for image_list, images in packed_images_with_text(sizes, read).items():
            left_out += [(root, image) for image in images]
            counts.append((root, image_list, len(images)))
    if not left_out:
        return table.withColumn("left_out", f.lit(0))
    spark = table.sparkSession
    gone = spark.createDataFrame(sorted(set(left_out)), "input int, inside string")
    counted = spark.createDataFrame(counts, "input int, inside string, left_out int")
    kept = table.join(f.broadcast(gone), ["input", "inside"], "left_anti")
    kept = kept.join(f.broadcast(counted), ["input", "inside"], "left")
    return kept.withColumn("left_out", f.coalesce("left_out", f.lit(0)))


def _literally(path: str) -> str:
    """A pattern that only `path` matches."""
    return _WILD.sub(r"\\\g<0>", path)
