"""If the site hides small counts, no file shows them; pages and levels are unchanged."""

from __future__ import annotations

import io
import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from assessments.gap_report.report.casemix_kinds import CasemixRow
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.small_counts import with_small_counts_hidden
from assessments.models import Department, ProcedureVolume, Surgeon
from assessments.pages.cell_suppression import hidden_places
from tests import factories as make
from tests import reports_sample
from tests.gap_report.downloads.opened import csv_rows, words
from tests.imports.sample_files import REAL_FILE
from tests.pages.records import YEAR, recorded_department
from tests.sign_off.records import at_stage, people

FILES = ("summary.pdf", "full.pdf", "report.xlsx", "report.csv", "report.json")


@pytest.fixture
def hiding(settings: Any) -> None:
    settings.HIDE_SMALL_COUNTS = True


def small_department() -> Department:
    """2 tumour operations, by one surgeon; 3 events among 61 deformity operations."""
    department = recorded_department()
    surgeon = Surgeon.objects.get(department=department, code="S2")
    tumours(department).delete()
    make.volume(surgeon=surgeon, year=YEAR, pathology="TUM", operations=2)
    outcome = {"pillar": "DEF", "outcome": "surgical_site_infection"}
    make.outcome(department=department, year=YEAR, cases=61, events=3, **outcome)
    return department


def tumours(department: Department) -> QuerySet[ProcedureVolume]:
    return ProcedureVolume.objects.filter(department=department, pathology="TUM")


def report_json(client: Client, department: Department) -> dict[str, Any]:
    found: dict[str, Any] = client.get(
        f"/departments/{department.pk}/gap/{YEAR}/report.json"
    ).json()
    return found


def measure(data: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in data["measures"] if one["id"] == name)


@pytest.mark.django_db
def test_files_tell_that_a_count_is_small_and_not_how_small(client: Client, hiding: None) -> None:
    department = small_department()
    client.force_login(make.user(role="director", of=department.hospital))
    data = report_json(client, department)
    tumour = measure(data, "tum_operations")
    assert (tumour["value_text"], tumour["low"], tumour["high"]) == ("< 4 operations a year", 1, 3)
    infection = measure(data, "def_infection")
    assert infection["value_text"] == "< 4 events among 61 observed cases"
    assert (infection["value"], infection["low"], infection["high"]) == (None, None, None)
    (gap,) = [one for one in data["gaps"] if one["measure_id"] == "tum_operations"]
    assert (gap["missing"], gap["value_text"]) == (None, "< 4 operations a year")
    assert "8 more" not in gap["statement"]
    assert all("8 more operations" not in step for step in data["next_steps"])
    (point,) = [
        point
        for series in data["trend"]
        if series["domain"] == "TUM"
        for point in series["points"]
        if point["year"] == YEAR
    ]
    assert (point["text"], point["low"], point["high"]) == ("< 4", 1, 3)
    assert [row["cases"] for row in data["surgeons"]["rows"]] == [[90, 12, None], [90, 0, None]]
    assert any("Counts below 4" in remark for remark in data["remarks"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_every_file_hides_and_the_page_shows(client: Client, settings: Any, name: str) -> None:
    department = small_department()
    client.force_login(make.user(role="director", of=department.hospital))
    address = f"/departments/{department.pk}/gap/{YEAR}/"

    def text() -> str:
        content = client.get(address + name).content
        if name.endswith("pdf"):
            pages = PdfReader(io.BytesIO(content)).pages
            return " ".join(" ".join(page.extract_text() for page in pages).split())
        if name.endswith("xlsx"):
            return words(content)
        if name.endswith("csv"):
            return " ".join(cell for row in csv_rows(content) for cell in row)
        return content.decode()

    shown = text()
    assert "< 4 operations a year" not in shown
    settings.HIDE_SMALL_COUNTS = True
    hidden = text()
    assert "< 4 operations a year" in hidden
    # A threshold may be 2 operations a year, too.
    assert hidden.count("2 operations a year") < shown.count("2 operations a year")
    for told in ("8 more operations", "3 of 61", "3 events among 61"):
        assert told not in hidden, told
    page = client.get(address).content.decode()
    assert "2 operations a year" in page


@pytest.mark.django_db
def test_levels_and_points_are_those_of_the_page(client: Client, settings: Any) -> None:
    department = small_department()
    client.force_login(make.user(role="director", of=department.hospital))
    shown = report_json(client, department)
    settings.HIDE_SMALL_COUNTS = True
    hidden = report_json(client, department)
    for name in ("headline", "rung", "overall_index", "coverage", "domains"):
        assert hidden[name] == shown[name]
    for before, after in zip(shown["measures"], hidden["measures"], strict=True):
        same = ("level", "level_possible", "points", "status", "thresholds", "blocking")
        assert {name: after[name] for name in same} == {name: before[name] for name in same}


@pytest.mark.django_db
def test_signed_off_report_is_given_away_without_them_and_stays_as_it_was(
    client: Client, settings: Any
) -> None:
    who = people()
    tumours(who.department).update(operations=3)
    found = at_stage(who, "signed_off")
    client.force_login(who.director)
    address = f"/departments/{who.department.pk}/assessments/{found.pk}/report/report.json"
    before = client.get(address).content
    settings.HIDE_SMALL_COUNTS = True
    hidden = json.loads(client.get(address).content)
    texts = json.dumps(hidden, ensure_ascii=False)
    assert hidden != json.loads(before)
    assert "< 4" in texts
    assert hidden["rung"] == json.loads(before)["rung"]
    settings.HIDE_SMALL_COUNTS = False
    assert client.get(address).content == before


@pytest.mark.django_db
def test_history_file_hides_them_too(client: Client, hiding: None) -> None:
    department = small_department()
    client.force_login(make.user(role="director", of=department.hospital))
    rows = csv_rows(b"".join(client.get(f"/departments/{department.pk}/history/history.csv")))
    counted = {(row[6], row[8]) for row in rows if row[3] == "Outcome record" or "olume" in row[3]}
    assert ("Events", "< 4") in counted or ("events", "< 4") in counted
    assert not any(value in ("1", "2", "3") for _field, value in counted)


@pytest.mark.django_db
def test_number_that_tells_a_hidden_one_is_hidden_in_every_table(
    client: Client, hiding: None
) -> None:
    """Surgeons with 12 and 2 deformity operations: the busiest one's 12 would disclose the 2."""
    department = small_department()
    surgeon = Surgeon.objects.get(department=department, code="S2")
    make.volume(surgeon=surgeon, year=YEAR, pathology="DEF", group="adult", operations=2)
    client.force_login(make.user(role="director", of=department.hospital))
    data = report_json(client, department)
    assert [row["cases"][1] for row in data["surgeons"]["rows"]] == [None, None]
    for name in ("def_busiest_surgeon", "foundation_dependence"):
        assert (measure(data, name)["value"], measure(data, name)["value_text"]) == (None, "hidden")
    assert measure(data, "def_operations")["value"] == 14


@pytest.mark.django_db
def test_command_hides_them_too(hiding: None, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    call_command("gap_report", REAL_FILE, "--year", "2019", "--json", str(out), verbosity=0)
    for code in json.loads(out.read_text())["unplaced_codes"]:
        assert code["count_high"] is None or code["count_high"] >= 3
        assert code["count_low"] != code["count_high"] or code["count_high"] > 3


def test_report_of_a_benchmark_that_is_gone_still_leaves_without_them() -> None:
    report = reports_sample.sample()
    gone = replace(report, benchmark=replace(report.benchmark, id="gone"))
    hidden = with_small_counts_hidden(gone)
    assert [row.cases[1] for row in hidden.surgeons.rows][:3] == [5, None, None]


COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=6)


def values_of(hidden: Collection[int], counts: list[int], at: int) -> set[int]:
    """The possible values of the hidden count at a place, given the shown counts and the sum."""
    total = sum(counts[one] for one in hidden)
    least = 0 if any(counts[one] == 0 for one in hidden) else 1
    others = len(hidden) - 1
    return {
        value
        for value in range(least, total + 1)
        if (others == 0) == (value == total) or (others and total - value >= least * others)
    }


@given(COUNTS, st.sets(st.integers(0, 5)))
def test_small_counts_are_hidden_and_do_not_follow_from_the_sum(
    counts: list[int], told: set[int]
) -> None:
    hidden = hidden_places(counts, told)
    small = {at for at, count in enumerate(counts) if 0 < count < 4}
    assert small <= hidden
    if not small:
        assert hidden == frozenset()
    for at in small:
        # Nothing else can be hidden where all of several counts are 1, or there is only one.
        if len(hidden) < len(counts):
            assert len(values_of(hidden, counts, at)) > 1


@given(COUNTS)
def test_what_is_told_elsewhere_is_hidden_in_need_only(counts: list[int]) -> None:
    hidden = hidden_places(counts, {0})
    if 0 in hidden and counts[0] >= 4:
        assert len(hidden) == len(counts)


def with_casemix(counts: list[int]) -> GapReport:
    keys = ("DEG", "DEF", "TUM", "TRA", "INF", "OTHER")
    rows = [
        CasemixRow(key, count, count, count, str(count), "pathology", key)
        for key, count in zip(keys, counts, strict=False)
        if count
    ]
    # Its measures are invented, and no benchmark says what they count.
    return replace(reports_sample.sample(), measures=(), outcomes=(), casemix=tuple(rows))


@given(COUNTS)
def test_hiding_twice_hides_no_more(counts: list[int]) -> None:
    once = with_small_counts_hidden(with_casemix(counts))
    assert with_small_counts_hidden(once) == once


def test_report_without_small_counts_stays_as_it_is() -> None:
    report = with_casemix([12, 0, 5])
    surgeons = replace(report.surgeons, rows=report.surgeons.rows[3:])
    report = replace(report, surgeons=surgeons)
    assert with_small_counts_hidden(report) == report
