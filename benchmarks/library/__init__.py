"""What a benchmark is, and how its definition files are found, read, translated and checked."""

from benchmarks.library.finding import (
    DEFAULT_ID,
    DEFINITIONS,
    LANGUAGES,
    BenchmarkKey,
    BrokenDefinition,
    Finding,
    UnknownBenchmark,
    check,
    digest,
    latest,
    load,
    parse,
    versions,
)

__all__ = [
    "DEFAULT_ID",
    "DEFINITIONS",
    "LANGUAGES",
    "BenchmarkKey",
    "BrokenDefinition",
    "Finding",
    "UnknownBenchmark",
    "check",
    "digest",
    "latest",
    "load",
    "parse",
    "versions",
]
