"""The order in which files of tests begin."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import durations


def item(nodeid: str, *fixtures: str) -> pytest.Item:
    return cast("pytest.Item", SimpleNamespace(nodeid=nodeid, fixturenames=fixtures))


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "durations.txt"
    monkeypatch.setattr(durations, "LIST", path)
    return path


def ordered(*items: pytest.Item) -> list[str]:
    found = list(items)
    durations.longest_first(found)
    return [one.nodeid for one in found]


def test_browser_comes_first_then_the_longest_and_a_file_stays_in_its_order(listed: Path) -> None:
    listed.write_text("9 tests/long.py\n2 tests/middle.py\n", encoding="utf-8")
    found = ordered(
        item("tests/new.py::a"),
        item("tests/middle.py::b"),
        item("tests/long.py::b"),
        item("tests/long.py::a"),
        item("tests/page.py::a", "live_server"),
    )
    assert found == [
        "tests/page.py::a",
        "tests/long.py::b",
        "tests/long.py::a",
        "tests/middle.py::b",
        "tests/new.py::a",
    ]


def test_without_a_list_everything_stays_in_its_order(listed: Path) -> None:
    assert ordered(item("tests/b.py::x"), item("tests/a.py::x")) == [
        "tests/b.py::x",
        "tests/a.py::x",
    ]


def test_what_was_measured_is_what_is_known(listed: Path) -> None:
    stopwatch = durations.Stopwatch()
    for nodeid, took in (("tests/a.py::x", 1.5), ("tests/b.py::x", 4.0), ("tests/a.py::y", 6.0)):
        stopwatch.pytest_runtest_logreport(
            cast("Any", SimpleNamespace(nodeid=nodeid, duration=took))
        )
    stopwatch.pytest_runtest_logreport(
        cast("Any", SimpleNamespace(nodeid="tests/short.py::x", duration=0.2))
    )
    stopwatch.pytest_sessionfinish()
    assert durations.known() == {"tests/a.py": 8.0, "tests/b.py": 4.0}
