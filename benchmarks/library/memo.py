"""What follows from a benchmark alone, worked out once for as long as the benchmark lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from benchmarks.library.definition import Benchmark

T = TypeVar("T")


def memoised(work_out: Callable[[Benchmark], T]) -> Callable[[Benchmark], T]:
    """Remember what `work_out` makes of each benchmark until that benchmark is gone.

    By identity: comparing two definitions would take longer than most of what is kept.
    """
    found: dict[int, T] = {}

    @wraps(work_out)
    def of(benchmark: Benchmark) -> T:
        key = id(benchmark)
        if key not in found:
            found[key] = work_out(benchmark)
            # An id may be given to a new object once this one is gone.
            weakref.finalize(benchmark, found.pop, key, None).atexit = False
        return found[key]

    return of
