"""What a measurement yields, what it may cost, and how things are measured side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time


@dataclass(frozen=True)
class Limit:
    """A budget: what was found beside the most that is allowed, or the least that is wanted."""

    found: float
    allowed: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.found >= self.allowed if self.at_least else self.found <= self.allowed

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        found = f"met ({self.found:.4g})" if self.met else f"MISSED ({self.found:.4g})"
        return f"{sign} {self.allowed:g} {self.unit}: {found}"


@dataclass(frozen=True)
class Result:
    """One measured thing: median seconds, and how many times the time of the module's yardstick."""

    name: str
    seconds: float
    ratio: float
    note: str = ""
    budget: tuple[Limit, ...] = ()


def interleaved(
    tasks: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, float]:
    """Median seconds of each task over several rounds, one run of each task a round.

    Taking turns spreads the load of other processes evenly, so that ratios hold even where the
    seconds do not. A first round that fills caches is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for count in range(rounds + 1):
        for name, task in tasks.items():
            start = clock()
            task()
            if count:
                taken[name].append(clock() - start)
    return {name: median(times) for name, times in taken.items()}


def cpu_seconds(tasks: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The same in CPU seconds of this process: what else the machine does counts less."""
    return interleaved(tasks, rounds, process_time)
