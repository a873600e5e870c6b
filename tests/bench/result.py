"""What a measurement yields, and how things are measured side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Result:
    """One measured thing: median seconds, and how many times the time of the module's yardstick."""

    name: str
    seconds: float
    ratio: float
    note: str = ""


def interleaved(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each task over several rounds, one run of each task a round.

    Taking turns spreads the load of other processes evenly, so that ratios hold even where the
    seconds do not. A first round that fills caches is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for count in range(rounds + 1):
        for name, task in tasks.items():
            start = perf_counter()
            task()
            if count:
                taken[name].append(perf_counter() - start)
    return {name: median(times) for name, times in taken.items()}
