"""Reports signed off in format 1, which has no keys: they still open, and hide small counts.

The texts were written by the program of that time, for an invented department: 2 tumour operations,
3 of 20 operations for disc and stenosis minimally invasive, 3 infections among 61 cases.
"""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from pypdf import PdfReader

from assessments.gap_report.report.as_json import json_text
from assessments.gap_report.report.contents import EstimateNote, GapReport
from assessments.gap_report.report.small_counts import with_small_counts_hidden
from assessments.models import Assessment
from assessments.sign_off.reading.frozen_reports import read_report
from tests import factories as make
from tests.gap_report.downloads.opened import csv_rows, words
from tests.gap_report.report.contexts import measure
from tests.pages.markup import text as words_of_page

DATA = Path(__file__).parents[2] / "data" / "frozen"
LANGUAGES = ("en", "de")
# A PDF takes seconds to write and to read, so each is tested in one language only.
FILES = (
    ("de", "summary.pdf"),
    ("en", "full.pdf"),
    *((language, f"report.{kind}") for language in LANGUAGES for kind in ("xlsx", "csv", "json")),
)
# Texts that contain one of the small counts.
TOLD = {
    "en": ("3 operations a year", "3 of 20", "Tumour 2.", "3 events among", "8 more operations"),
    "de": (
        "3 Operationen pro Jahr",
        "3 von 20",
        "Tumor 2.",
        "3 Ereignisse bei",
        "Noch 8 Operationen",
    ),
}


def stored(language: str) -> str:
    return gzip.decompress((DATA / f"format-1.{language}.json.gz").read_bytes()).decode()


def report(language: str = "en") -> GapReport:
    return read_report(stored(language))


@pytest.fixture
def signed(db: None) -> Assessment:
    texts = {language: stored(language) for language in LANGUAGES}
    return make.assessment(department=make.department(), status="signed_off", report=texts)


@pytest.fixture
def reader(client: Client, signed: Assessment) -> Client:
    client.force_login(make.user(role="director", of=signed.department))
    return client


def content(reader: Client, signed: Assessment, name: str, language: str) -> bytes:
    address = f"/departments/{signed.department_id}/assessments/{signed.pk}/report/{name}"
    response = reader.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return bytes(response.content)


def readable(name: str, found: bytes) -> str:
    if name.endswith("pdf"):
        pages = PdfReader(io.BytesIO(found)).pages
        text = " ".join(page.extract_text() for page in pages)
    elif name.endswith("xlsx"):
        text = words(found)
    elif name.endswith("csv"):
        text = " ".join(cell for row in csv_rows(found) for cell in row)
    else:
        text = found.decode()
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_read_and_written_as_it_was(language: str) -> None:
    text = stored(language)
    assert json.loads(text)["format_version"] == 1
    assert json_text(read_report(text)) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_every_number(reader: Client, signed: Assessment, language: str) -> None:
    page = words_of_page(content(reader, signed, "", language).decode())
    found = report(language)
    assert found.casemix_statement in page
    assert measure(found, "mis_share").origin_text in page
    assert all(step in page for step in found.next_steps)


@pytest.mark.parametrize(("language", "name"), FILES)
def test_file_opens_and_hides_only_if_so_set(
    reader: Client, signed: Assessment, settings: Any, language: str, name: str
) -> None:
    shown = readable(name, content(reader, signed, name, language))
    settings.HIDE_SMALL_COUNTS = True
    hidden = readable(name, content(reader, signed, name, language))
    assert any(told in shown for told in TOLD[language])
    assert [told for told in TOLD[language] if told in hidden] == []
    assert "< 4" not in shown
    assert "< 4" in hidden


def test_json_is_given_out_as_it_is_stored(reader: Client, signed: Assessment) -> None:
    assert content(reader, signed, "report.json", "en").decode() == stored("en")


def test_hidden_report_stays_in_its_format() -> None:
    data = json.loads(json_text(with_small_counts_hidden(report())))
    assert data["format_version"] == 1
    assert set(data["casemix"][0]) == {"label", "value", "low", "high", "text"}
    assert "numerator" not in data["measures"][0]


@pytest.mark.parametrize("active", ["en", "de", "zh-hans"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_more_is_withheld_where_keys_are_not_known(language: str, active: str) -> None:
    """One small count among rows without keys hides all rows, and measures of a single kind."""
    before = report(language)
    with override(active):
        found = with_small_counts_hidden(before)
    assert [row.value for row in found.casemix] == [None] * 5
    assert found.casemix_statement == ""
    hidden = {
        old.id
        for old, new in zip(before.measures, found.measures, strict=True)
        if old.value != new.value
    }
    assert hidden == {
        "mis_operations",
        "mis_share",
        "mis_median_cases",
        "def_operations",
        "def_busiest_surgeon",
        "def_infection",
        "tum_operations",
        "tum_complex_operations",
        "foundation_dependence",
    }
    assert {count for row in found.surgeons.rows for count in row.cases} == {None}
    assert [series.domain for series in found.trend if series.points] == ["foundation"]
    assert measure(found, "foundation_spine_operations").value == 34


def without_small_tables(found: GapReport) -> GapReport:
    """The same report with nothing small in its case mix, surgeons and outcomes."""
    casemix = tuple(replace(row, value=20.0, low=20.0, high=20.0) for row in found.casemix)
    surgeons = replace(found.surgeons, rows=())
    return replace(found, casemix=casemix, surgeons=surgeons, outcomes=())


def test_count_is_known_by_its_recipe_and_a_share_is_withheld() -> None:
    found = with_small_counts_hidden(without_small_tables(report()))
    assert measure(found, "tum_operations").value_text == "< 4 operations a year"
    assert measure(found, "mis_share").value_text == "hidden"
    assert measure(found, "def_operations").value == 12
    assert measure(found, "def_lead_surgeons").value == 1


def test_every_value_of_a_benchmark_that_is_gone_is_withheld() -> None:
    before = without_small_tables(report())
    gone = replace(before, benchmark=replace(before.benchmark, id="gone"))
    found = with_small_counts_hidden(gone)
    assert {row.value for row in found.measures} == {None}
    assert measure(found, "tum_board").value_text == "not reported"


def test_bounds_of_estimates_are_withheld_with_a_case_mix_that_has_none() -> None:
    notes = (EstimateNote("", "From a list."), EstimateNote("tum", "Tumour: 2."))
    found = with_small_counts_hidden(replace(report(), estimates=notes))
    assert found.estimates == notes[:1]
