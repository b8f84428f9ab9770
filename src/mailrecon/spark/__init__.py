"""Run a conversion on a cluster: Apache Spark reads, rebuilds, links and writes.

`docs/scale.md` describes how the work is split, and why the results equal those of a local run.
"""

from mailrecon.spark.job import (
    Outcome,
    SparkJob,
    convert,
)

__all__ = ["Outcome", "SparkJob", "convert"]
