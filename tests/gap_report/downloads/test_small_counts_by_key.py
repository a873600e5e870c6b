"""Which counts are hidden depends on keys and numbers, never on words or on a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override, trans_real

from assessments.gap_report.report.build import gap_report
from assessments.gap_report.report.contents import EstimateNote, GapReport
from assessments.gap_report.report.domains import next_steps
from assessments.gap_report.report.small_counts import with_small_counts_hidden
from assessments.models.choices import Pathology
from benchmarks import library
from benchmarks.records.record_tables import RecordTables
from tests.gap_report.report.contexts import YEAR, measure, recorded, tables_of, volume

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LUMBAR = {"group": "lumbar_disc_stenosis"}
SURGEONS = [{"key": "s1"}, {"key": "s2"}]


def counted(*volumes: dict[str, Any], **more: Iterable[Mapping[str, Any]]) -> RecordTables:
    return tables_of(surgeons=SURGEONS, volumes=volumes, **more)


# 2 tumour operations. The 20 degenerative ones are hidden, too, because the number of deformity
# operations is shown elsewhere. 8 of the 20 are minimally invasive: their share would disclose it.
TUMOURS = counted(
    volume(8, surgeon="s1", technique="MIS", technique_family="tubular", **LUMBAR),
    volume(12, surgeon="s1", **LUMBAR),
    volume(12, surgeon="s1", pathology="DEF", group="adult"),
    volume(2, surgeon="s2", pathology="TUM"),
    volume(7, year=YEAR - 1, surgeon="s2", pathology="TUM"),
)


def report(tables: RecordTables, language: str = "en", **context: Any) -> GapReport:
    benchmark = library.load(library.DEFAULT_ID, None, language)
    with override(language):
        years = (YEAR - 1, YEAR)
        return gap_report(
            recorded(tables, years=years, benchmark=benchmark, language=language, **context)
        )


def hidden(before: GapReport, active: str) -> set[tuple[object, ...]]:
    """Which numbers are hidden if this language is active, by table and key."""
    with override(active):
        after = with_small_counts_hidden(before)
    places: set[tuple[object, ...]] = set()
    for at, (old, new) in enumerate(zip(before.casemix, after.casemix, strict=True)):
        places |= {("case mix", at)} if old.value != new.value else set()
    for row, told in zip(before.measures, after.measures, strict=True):
        numbers = ("value", "low", "high", "numerator", "denominator")
        if any(getattr(row, name) != getattr(told, name) for name in numbers):
            places.add(("measure", row.id))
    for gap, shown in zip(before.gaps, after.gaps, strict=True):
        places |= {("gap", gap.measure_id)} if gap.missing != shown.missing else set()
    for series, drawn in zip(before.trend, after.trend, strict=True):
        places |= {
            ("trend", series.domain, point.year) for point in set(series.points) - set(drawn.points)
        }
    for at, (old_row, new_row) in enumerate(
        zip(before.surgeons.rows, after.surgeons.rows, strict=True)
    ):
        cells = zip(before.surgeons.pillars, old_row.cases, new_row.cases, strict=True)
        places |= {("surgeon", at, pillar) for pillar, old, new in cells if old != new}
    return places


BESIDE_TWO_TUMOURS = {
    ("case mix", 0),
    ("case mix", 2),
    ("measure", "mis_share"),
    ("measure", "tum_operations"),
    ("measure", "foundation_dependence"),
    ("gap", "tum_operations"),
    ("gap", "mis_share"),
    ("gap", "foundation_dependence"),
    ("trend", "TUM", YEAR),
    ("surgeon", 0, "TUM"),
    ("surgeon", 1, "TUM"),
}


@pytest.mark.parametrize("active", LANGUAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_same_counts_are_hidden_whatever_language_is_active(language: str, active: str) -> None:
    found = hidden(report(TUMOURS, language), active)
    assert found == BESIDE_TWO_TUMOURS


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_counts_are_hidden_after_translations_have_changed(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = report(TUMOURS, language)
    catalogue = trans_real.translation(language)
    earlier = catalogue.gettext
    words = {"Degenerative": "Tumour", "Deformity": "Wear", "Open": "Deformity"}
    monkeypatch.setattr(catalogue, "gettext", lambda word: words.get(word) or earlier(word))
    with override(language):
        assert str(Pathology.DEF.label) == "Wear"
    assert hidden(before, language) == BESIDE_TWO_TUMOURS


def test_words_of_a_report_are_of_no_account() -> None:
    before = report(TUMOURS)
    worded = replace(
        before,
        casemix=tuple(replace(row, label="2 of 3") for row in before.casemix),
        measures=tuple(
            replace(row, label="1", sentence="1 of 2", origin_text="1 of 2")
            for row in before.measures
        ),
        gaps=tuple(replace(gap, statement="8") for gap in before.gaps),
        next_steps=("8", "2 of 3"),
    )
    assert hidden(worded, "en") == BESIDE_TWO_TUMOURS


def test_report_keeps_its_language_when_another_is_active() -> None:
    before = report(TUMOURS)
    with override("de"):
        found = with_small_counts_hidden(before)
    with override("en"):
        assert with_small_counts_hidden(before) == found
    assert measure(found, "tum_operations").value_text == "< 4 operations a year"


@pytest.mark.parametrize("language", LANGUAGES)
def test_share_with_a_small_part_is_hidden(language: str) -> None:
    few = counted(volume(3, technique="MIS", **LUMBAR), volume(40, **LUMBAR))
    found = hidden(report(few, language), "en")
    assert {("measure", "mis_share"), ("measure", "mis_operations")} <= found


# Sentences ---------------------------------------------------------------------------------------


def test_case_mix_sentence_is_made_of_what_is_shown() -> None:
    found = with_small_counts_hidden(report(TUMOURS))
    assert found.casemix_statement == (
        f"Case mix of {YEAR}: Deformity 12, Degenerative hidden and Tumour hidden."
    )


def test_next_steps_are_made_of_the_gaps_that_are_shown() -> None:
    before = report(TUMOURS)
    found = with_small_counts_hidden(before)
    assert any("8 more operations a year for level 1." in step for step in before.next_steps)
    assert found.next_steps == next_steps(found.domains, found.gaps, found.missing_answers)
    assert len(found.next_steps) == len(before.next_steps)
    assert not any("8 more" in step for step in found.next_steps)


def test_year_that_shows_its_count_stays_in_the_sentence_of_the_trend() -> None:
    found = with_small_counts_hidden(report(TUMOURS))
    (tumours,) = [series for series in found.trend if series.domain == "TUM"]
    assert tumours.statement == (
        f"Spinal tumour, operations by year: 7 ({YEAR - 1}) and < 4 ({YEAR})."
    )


# Numbers from which a hidden count follows --------------------------------------------------------


def test_pillar_hidden_for_its_sum_is_told_nowhere() -> None:
    """All but 2 operations are minimally invasive: their number would disclose the 2."""
    tables = counted(
        volume(60, surgeon="s1", technique="MIS", **LUMBAR),
        volume(40, surgeon="s2", technique="MIS", **LUMBAR),
        volume(2, **LUMBAR),
        volume(50, year=YEAR - 1, technique="MIS", **LUMBAR),
    )
    before = report(tables)
    found = hidden(before, "en")
    assert {
        ("case mix", 1),
        ("case mix", 2),
        ("measure", "mis_operations"),
        ("measure", "mis_share"),
        ("measure", "mis_median_cases"),
        ("trend", "MIS", YEAR),
        ("surgeon", 0, "MIS"),
        ("surgeon", 1, "MIS"),
    } <= found
    after = with_small_counts_hidden(before)
    (series,) = [one for one in after.trend if one.domain == "MIS"]
    assert [point.year for point in series.points] == [YEAR - 1]
    assert measure(after, "foundation_spine_operations").value == 102


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_observed_cases_are_not_told_by_how_many_are_missing(language: str) -> None:
    outcome = {"year": YEAR, "pillar": "DEF", "outcome": "surgical_site_infection"}
    tables = counted(volume(20), outcomes=[outcome | {"events": 0, "cases": 2}])
    before = report(tables, language)
    assert "98" in measure(before, "def_infection").reason_text
    after = with_small_counts_hidden(before)
    (row,) = after.outcomes
    assert (row.cases, measure(after, "def_infection").cases) == (None, None)
    told = (row.verdict_text, measure(after, "def_infection").reason_text)
    assert all(text and "98" not in text for text in told)
    (gap,) = [one for one in after.gaps if one.measure_id == "def_infection"]
    assert "98" not in gap.statement


def estimate(category: str, low: float, high: float) -> dict[str, Any]:
    ends = {"low": low, "likely": (low + high) / 2, "high": high}
    return {"year": YEAR, "category": category} | ends


def test_bound_of_an_estimate_does_not_tell_the_small_count_it_gave() -> None:
    tables = tables_of(estimates=[estimate("spine", 80, 120), estimate("tum", 2, 2)])
    notes = (EstimateNote("tum", "Tumour: 2."), EstimateNote("spine", "Spine: 80–120."))
    before = report(tables, bounds=notes)
    assert [note.category for note in before.estimates] == ["", "tum", "spine"]
    after = with_small_counts_hidden(before)
    assert [note.category for note in after.estimates] == ["", "spine"]
    assert measure(after, "tum_operations").value_text == "< 4 operations a year"


def test_share_estimated_for_certain_is_hidden_for_its_small_part() -> None:
    exact = [
        estimate("lumbar_disc_stenosis_mis", 2, 2),
        estimate("lumbar_disc_stenosis", 50, 50),
    ]
    assert ("measure", "mis_share") in hidden(report(tables_of(estimates=exact)), "en")
    about = [exact[0], estimate("lumbar_disc_stenosis", 50, 60)]
    shown = report(tables_of(estimates=about))
    assert measure(shown, "mis_share").numerator is None
