"""`manage.py benchmarks check`."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from benchmarks import library
from benchmarks.library import Finding


def test_the_shipped_benchmarks_are_in_order_on_the_day_of_their_review() -> None:
    out = StringIO()

    call_command("benchmarks", "check", "--on", "2026-11-24", stdout=out)

    assert out.getvalue() == "Benchmark versions in order: 4.\n"


def test_an_overdue_review_is_told_and_is_no_error() -> None:
    out = StringIO()

    call_command("benchmarks", "check", "--on", "2027-12-01", stdout=out)

    told = out.getvalue().splitlines()
    assert "warning: german-three-pillar/1.0.toml: review overdue since 2027-11-24" in told
    assert len(told) == 5


def test_without_a_day_the_examination_is_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2031, 5, 6))

    def check(on: date) -> list[Finding]:
        asked.append(on)
        return []

    monkeypatch.setattr(library, "check", check)

    call_command("benchmarks", "check", stdout=StringIO())

    assert asked == [date(2031, 5, 6)]


def test_an_error_is_told_and_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("error", "small/1.0.toml", "title: is missing")
    monkeypatch.setattr(library, "check", lambda on: [finding])
    out = StringIO()

    with pytest.raises(CommandError, match=r"^Errors in the benchmark definitions: 1\.$") as caught:
        call_command("benchmarks", "check", stdout=out)

    assert caught.value.returncode == 1
    assert out.getvalue() == "error: small/1.0.toml: title: is missing\n"
