"""Benchmarks with their texts in the language of the reader."""

from __future__ import annotations

from django.utils.translation import get_language

from benchmarks import library
from benchmarks.library.definition import Benchmark


def benchmark_in_language(benchmark_id: str = "", version: str | None = None) -> Benchmark:
    """A benchmark with its texts in the active language; the default one without an id."""
    return library.load(benchmark_id or library.DEFAULT_ID, version, get_language() or "en")
