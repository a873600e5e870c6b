"""The report as a whole: frozen, equal to scoring to the digit, in the reader's language."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.utils.translation import override

from assessments.gap_report.report.build import benchmark_facts, gap_report
from assessments.gap_report.report.contents import GapReport, Peers
from assessments.gap_report.report.context import Context
from benchmarks import library
from benchmarks.library.definition import Policy
from tests.benchmarks.build import frame_of
from tests.gap_report.report.contexts import (
    NBSP,
    YEAR,
    context_of,
    domain,
    measure,
    recorded,
    tables_of,
    volume,
)

LUMBAR = {"group": "lumbar_disc_stenosis"}
FACTS = {"mm_conferences": 12, "icu_access": 3, "tum_mri_24h": 0, "endoscopy_tower": 1}
RECORDS = tables_of(
    surgeons=[{"key": "s1", "prior_mis": 60}, {"key": "s2"}],
    volumes=[
        volume(120, surgeon="s1", technique="MIS", technique_family="tubular", **LUMBAR),
        volume(70, surgeon="s2", technique="MIS", technique_family="ube", **LUMBAR),
        volume(140, surgeon="s2", **LUMBAR),
        volume(17, surgeon="s2", pathology="DEF", group="adult"),
        volume(9, year=YEAR - 1, pathology="DEF", group="adult"),
        volume(4, pathology="TUM", complexity="intradural"),
    ],
    outcomes=[
        {"year": YEAR, "pillar": "MIS", "outcome": "any_complication", "events": 7, "cases": 150},
        {"year": YEAR, "pillar": "DEF", "outcome": "dural_tear", "events": 1, "cases": 20},
    ],
    facts=[{"year": YEAR, "input_id": name, "value": value} for name, value in FACTS.items()],
)


def context(language: str = "en") -> Context:
    benchmark = library.load(library.DEFAULT_ID, None, language)
    return recorded(RECORDS, years=(YEAR - 1, YEAR), benchmark=benchmark, language=language)


def report(language: str = "en") -> GapReport:
    with override(language):
        return gap_report(context(language))


def frozen_parts(value: Any) -> Iterator[Any]:
    """Every dataclass inside a report; fails on anything that could be changed in place."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from frozen_parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from frozen_parts(part)
    else:
        assert not isinstance(value, list | set | np.ndarray), value


# ------------------------------------------------------------------------------- one frozen whole


def test_no_part_of_a_report_can_be_changed() -> None:
    parts = list(frozen_parts(report()))
    assert len({type(part) for part in parts}) >= 10
    for part in parts:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, dataclasses.fields(part)[0].name, None)


def test_same_records_give_the_same_report() -> None:
    assert report() == report()


def test_report_names_benchmark_version_and_digest() -> None:
    benchmark = library.load("de-lg28")
    facts = gap_report(context_of(benchmark, frame_of({}), digest="abc")).benchmark
    assert (facts.id, facts.version, facts.digest) == ("de-lg28", benchmark.version, "abc")
    assert facts.disclaimer == benchmark.disclaimer


def test_peers_are_those_given() -> None:
    peers = Peers(3, "Median.", {"MIS": 50.0})
    assert gap_report(context(), peers=peers).peers is peers
    assert report().peers is None


# -------------------------------------------------------------- equal to scoring, digit by digit


def number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def test_measures_equal_the_scores_to_the_digit() -> None:
    scored = context().scores.at(1)
    rows = report().measures
    assert len(rows) == len(scored.measures)
    for row, one in zip(rows, scored.measures, strict=True):
        assert row.id == one.id
        assert (row.value, row.low, row.high) == tuple(map(number, (one.value, one.low, one.high)))
        assert (row.level, row.level_possible) == (one.level, one.level_possible)
        assert (row.points, row.points_max) == (one.points, one.points_max)
        assert (row.status, row.blocking, row.estimated) == (
            one.status,
            one.blocking,
            one.estimated,
        )
        assert row.cases == number(one.cases)


def test_domains_and_overall_equal_the_scores_to_the_digit() -> None:
    scored, found = context().scores.at(1), report()
    for row, one in zip(found.domains, scored.domains, strict=True):
        assert (row.id, row.level, row.level_possible) == (one.id, one.level, one.level_possible)
        assert (row.index, row.index_worst, row.index_best, row.coverage) == (
            number(one.index),
            one.index_worst,
            one.index_best,
            one.coverage,
        )
        assert (row.points, row.points_max) == (one.points, one.points_max)
    assert (found.overall_index, found.overall_worst, found.overall_best) == (
        number(scored.overall_index),
        scored.overall_worst,
        scored.overall_best,
    )
    assert (found.rung, found.rung_possible) == (scored.rung, scored.rung_possible)
    assert found.coverage == scored.overall_coverage


def test_report_judges_its_own_year_and_not_its_neighbour() -> None:
    found = report()
    assert found.year == YEAR
    assert measure(found, "def_operations").value == 17
    earlier = dataclasses.replace(context(), year=YEAR - 1)
    assert measure(gap_report(earlier), "def_operations").value == 9


def test_parts_of_a_report_agree_with_each_other() -> None:
    found = report()
    labels = {row.id: row.label for row in found.measures}
    for row in found.domains:
        held = {m.label for m in found.measures_of(row.id) if m.blocking}
        assert {*row.blocking, *row.open} == held
        assert {gap.label for gap in found.blocking if gap.domain == row.id} == held
    assert all(labels[gap.measure_id] == gap.label for gap in found.gaps)
    assert set(found.missing_answers) <= set(found.gaps)
    series = {s.domain: s.points[-1].value for s in found.trend}
    assert series["DEF"] == measure(found, "def_operations").value
    assert [row.id for row in found.pillars] == ["MIS", "DEF", "TUM"]


def test_unknown_overall_index_still_has_its_ends() -> None:
    found = gap_report(context_of(library.load(library.DEFAULT_ID), frame_of({})))
    assert found.overall_index is None
    assert found.overall_text == "— (1.0–100.0)"
    assert (found.rung, found.rung_id, found.rung_summary) == (0, "", "")
    assert found.rung_label == "below Basic standard"
    assert found.rung_possible_label == found.rungs[-1] == "Maximum care"
    assert found.coverage_text == f"0{NBSP}%"


# -------------------------------------------------------------------------------- every benchmark


@pytest.mark.parametrize("key", library.versions(), ids=lambda key: f"{key.id}-{key.version}")
@pytest.mark.parametrize("language", library.LANGUAGES)
def test_every_benchmark_can_be_reported_in_every_language(
    key: library.BenchmarkKey, language: str
) -> None:
    benchmark = library.load(key.id, key.version, language)
    with override(language):
        found = gap_report(recorded(RECORDS, benchmark=benchmark, language=language))
    assert found.headline.endswith((".", "。"))
    assert [row.label for row in found.domains] == [one.label for one in benchmark.domains]
    assert all(gap.statement for gap in found.gaps)


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_texts_of_the_benchmark_are_translated(language: str) -> None:
    benchmark = library.load(library.DEFAULT_ID, None, language)
    english, found = report(), report(language)
    assert found.language == language
    assert found.benchmark.title == benchmark.title != english.benchmark.title
    for ours, theirs in zip(found.measures, english.measures, strict=True):
        assert ours.label == benchmark.measure_by_id[ours.id].label
        assert ours.sentence == benchmark.measure_by_id[ours.id].sentence != theirs.sentence
        assert ours.unit == benchmark.measure_by_id[ours.id].unit
    assert found.domains[0].label in found.headline
    assert found.trend[1].label in found.trend[1].statement
    assert all(label in found.surgeons.statement for label in found.surgeons.labels)
    option = benchmark.input_by_id["icu_access"].options[3].label
    assert measure(found, "def_intensive_care").value_text == option


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_numbers_are_the_same_in_every_language(language: str) -> None:
    english, found = report(), report(language)
    assert [(m.value, m.low, m.high, m.level) for m in found.measures] == [
        (m.value, m.low, m.high, m.level) for m in english.measures
    ]
    assert [gap.missing for gap in found.gaps] == [gap.missing for gap in english.gaps]


def test_german_numbers_have_decimal_commas() -> None:
    complication = measure(report("de"), "mis_any_complication")
    # 7 of 150: 4.7 % (2.3-9.3).
    assert complication.value_text.startswith(f"4,7{NBSP}%")
    assert "2,3–9,3" in complication.value_text
    assert domain(report("de"), "MIS").index_text.count(",") == 3


# ----------------------------------------------------------------------------------- conventions


def test_conventions_of_the_default_benchmark_are_in_words() -> None:
    assert report().benchmark.policy == (
        "Microsurgical operations do not count as minimally invasive.",
        "Spondylolisthesis counts as degenerative.",
        f"Vertebral augmentation makes up at most 10{NBSP}% of the minimally invasive operations "
        "counted.",
        f"A level is reached when every mandatory measure meets it, and at least 50{NBSP}% of the "
        "weight of the others.",
    )


def test_other_conventions_read_the_other_way() -> None:
    policy = Policy(
        microsurgical_is_mis=True,
        spondylolisthesis="DEF",
        augmentation_cap_percent=25,
        optional_pass_percent=60,
    )
    benchmark = library.load(library.DEFAULT_ID).model_copy(update={"policy": policy})
    minimal, slip, cap, rest = benchmark_facts(benchmark, "").policy
    assert minimal == "Microsurgical operations count as minimally invasive."
    assert slip == "Spondylolisthesis counts as deformity."
    assert f"25{NBSP}%" in cap
    assert f"60{NBSP}%" in rest
