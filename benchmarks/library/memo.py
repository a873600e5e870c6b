"""Computes what depends on a benchmark alone only once for each benchmark object."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from benchmarks.library.definition import Benchmark

T = TypeVar("T")


def memoised(compute: Callable[[Benchmark], T]) -> Callable[[Benchmark], T]:
    """Remember the result of `compute` for each benchmark object for as long as the object exists.

    Objects are told apart by identity: comparing two definitions by content would take longer than
    most of the computations.
    """
    results: dict[int, T] = {}

    @wraps(compute)
    def memoised_function(benchmark: Benchmark) -> T:
        key = id(benchmark)
        if key not in results:
            results[key] = compute(benchmark)
            # Python may give the same id to a new object once this one is gone.
            weakref.finalize(benchmark, results.pop, key, None).atexit = False
        return results[key]

    return memoised_function
