"""How long each file of tests took when it was measured last, so that the longest begin first.

Written by `make durations`. A file that is not listed counts as short; without the list everything
runs in the order of its names.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

LIST = Path(__file__).parent / "data" / "durations.txt"
_LEAST = 1.0  # seconds; the order of shorter ones does not matter


def known() -> dict[str, float]:
    """Seconds by the path of a file, as in the id of its tests."""
    if not LIST.exists():
        return {}
    lines = (line.split() for line in LIST.read_text(encoding="utf-8").splitlines())
    return {path: float(seconds) for seconds, path in lines}


def longest_first(items: list[pytest.Item]) -> None:
    """Sort by file, those in the browser before all others; within a file nothing moves.

    A process then opens its browser once, and none works alone at the end.
    """
    seconds = known()

    def place(item: pytest.Item) -> tuple[bool, float]:
        in_browser = "live_server" in getattr(item, "fixturenames", ())
        return not in_browser, -seconds.get(_file(item.nodeid), 0)

    items.sort(key=place)


class Stopwatch:
    """A plugin that writes the list at the end of a run."""

    def __init__(self) -> None:
        self._seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[_file(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        listed = [(path, took) for path, took in self._seconds.most_common() if took >= _LEAST]
        lines = (f"{took:.0f} {path}\n" for path, took in listed)
        LIST.write_text("".join(lines), encoding="utf-8")


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
