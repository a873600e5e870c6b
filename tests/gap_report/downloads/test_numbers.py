"""The numbers of workbook and CSV are those of the JSON, and as numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assessments.gap_report.report.as_json import as_json
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.sheets import csv_text, xlsx
from tests import reports_sample
from tests.gap_report.downloads.opened import Row, csv_rows, kept, opened, rows_of

SAMPLES: list[Callable[[], GapReport]] = [reports_sample.sample, reports_sample.bare_sample]
MEASURE_NUMBERS = {
    "Value": "value",
    "At least": "low",
    "At most": "high",
    "Mandatory from level": "mandatory_from",
    "Weight": "weight",
    "Points": "points",
    "Points possible": "points_max",
    "Observed cases": "cases",
}
MEASURE_TEXTS = {
    "Measure": "label",
    "Unit": "unit",
    "As the report says it": "value_text",
    "Status": "status_text",
    "Reason": "reason_text",
    "Where the number comes from": "origin_text",
    "Note": "note",
    "Id of the measure": "id",
}


def both(sample: Callable[[], GapReport], title: str) -> tuple[dict[str, Any], list[Row]]:
    """The report as JSON, and the rows of one sheet of its workbook."""
    return as_json(sample()), rows_of(opened(xlsx(sample())), title)


def text(cell: Any) -> str:
    return "" if cell is None else str(cell)


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_measure_has_the_numbers_and_texts_of_the_json(
    sample: Callable[[], GapReport],
) -> None:
    data, rows = both(sample, "Measures")
    assert len(rows) == len(data["measures"]) > 0
    for row, measure in zip(rows, data["measures"], strict=True):
        assert {name: row[name] for name in MEASURE_NUMBERS} == {
            name: measure[key] for name, key in MEASURE_NUMBERS.items()
        }
        assert {name: text(row[name]) for name in MEASURE_TEXTS} == {
            name: measure[key] for name, key in MEASURE_TEXTS.items()
        }
        assert row["Holds a level back"] == ("yes" if measure["blocking"] else "no")
        assert row["Estimate"] == ("yes" if measure["estimated"] else "no")


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_threshold_has_value_words_grade_and_source(sample: Callable[[], GapReport]) -> None:
    data, rows = both(sample, "Measures")
    for row, measure in zip(rows, data["measures"], strict=True):
        thresholds = {threshold["level"]: threshold for threshold in measure["thresholds"]}
        for level in (1, 2, 3):
            found = thresholds.get(level, {})
            assert row[f"Threshold of level {level}"] == found.get("value")
            assert text(row[f"Level {level} asks for"]) == found.get("value_text", "")
            assert text(row[f"Evidence grade of level {level}"]) == found.get("grade_text", "")
            source = text(row[f"Source of level {level}"])
            assert source.startswith(f"[{found['source_number']}] " if found else "")
            assert found.get("source_title", "") in source


@pytest.mark.parametrize("sample", SAMPLES)
def test_measure_that_does_not_apply_is_at_no_level(sample: Callable[[], GapReport]) -> None:
    data, rows = both(sample, "Measures")
    for row, measure in zip(rows, data["measures"], strict=True):
        levels = (row["Level"], row["Level still possible"])
        if measure["status"] == "not_applicable":
            assert levels == (None, None)
        else:
            assert levels == (measure["level"], measure["level_possible"])


@pytest.mark.parametrize(
    ("title", "key"), [("Gaps", "gaps"), ("Missing answers", "missing_answers")]
)
@pytest.mark.parametrize("sample", SAMPLES)
def test_gaps_stand_in_their_rank(sample: Callable[[], GapReport], title: str, key: str) -> None:
    data, rows = both(sample, title)
    assert [row["Rank"] for row in rows] == list(range(1, len(data[key]) + 1))
    names = {
        "Id of the measure": "measure_id",
        "Domain": "domain_label",
        "Today": "value_text",
        "Level": "level",
        "Next level": "next_level",
        "Next level asks for": "threshold_text",
        "Amount missing": "missing",
        "What is missing": "statement",
        "Points to win": "points_to_win",
        "Effort": "effort",
    }
    for row, gap in zip(rows, data[key], strict=True):
        expected = {name: gap[key] for name, key in names.items()}
        missing = expected.pop("Amount missing")
        assert {name: row[name] for name in expected} == expected
        assert row["Amount missing"] == kept(missing)
        assert row["Holds a level back"] == ("yes" if gap["blocks"] else "no")


def test_amount_that_is_no_whole_number_is_not_shown_as_one() -> None:
    book = opened(xlsx(reports_sample.sample()))
    sheet = book["Gaps"]
    head = [cell.value for cell in sheet[1]]
    amounts = [sheet.cell(line, head.index("Amount missing") + 1) for line in range(2, 30)]
    for cell in amounts:
        if isinstance(cell.value, float) and not cell.value.is_integer():
            assert cell.number_format.endswith("0.0")


def test_surgeons_have_their_operations_by_pillar_and_no_name() -> None:
    data, rows = both(reports_sample.sample, "Surgeons")
    table = data["surgeons"]
    for row, surgeon in zip(rows, table["rows"], strict=True):
        assert row["Code"] == surgeon["code"]
        for place, label in enumerate(table["labels"]):
            assert row[f"{label}: operations this year"] == surgeon["cases"][place]
            assert row[f"{label}: operations so far"] == surgeon["cumulative"][place]
            trained = "yes" if surgeon["trained"][place] else "no"
            assert row[f"{label}: training completed"] == trained
    assert reports_sample.CHINESE_SURGEON not in str(rows)


@pytest.mark.parametrize("sample", SAMPLES)
def test_volumes_and_case_mix_have_their_intervals(sample: Callable[[], GapReport]) -> None:
    data, rows = both(sample, "Volumes")
    trend = [
        (series["label"], point["year"], point["value"], point["low"], point["high"], point["text"])
        for series in data["trend"]
        for point in series["points"]
    ]
    mix = [
        (row["label"], data["year"], row["value"], row["low"], row["high"], row["text"])
        for row in data["casemix"]
    ]
    names = ("Operations", "Year", "Value", "At least", "At most", "As the report says it")
    assert [tuple(row[name] for name in names) for row in rows] == [*trend, *mix]


def test_outcomes_have_counts_rate_interval_and_ceilings() -> None:
    data, rows = both(reports_sample.sample, "Outcomes")
    names = {
        "Outcome": "label",
        "Events": "events",
        "Observed cases": "cases",
        "Rate, per cent": "rate",
        "At least, per cent": "low",
        "At most, per cent": "high",
        "Verdict": "verdict_text",
    }
    for row, outcome in zip(rows, data["outcomes"], strict=True):
        assert {name: row[name] for name in names} == {n: outcome[k] for n, k in names.items()}
        for ceiling in outcome["ceilings"]:
            heading = f"Ceiling of level {ceiling['level']}, per cent"
            assert row[heading] == ceiling["value"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_summary_has_sentence_standing_and_benchmark(sample: Callable[[], GapReport]) -> None:
    data, rows = both(sample, "Summary")
    said = {row["Fact"]: row["As the report says it"] for row in rows}
    numbers = {row["Fact"]: (row["Value"], row["At least"], row["At most"]) for row in rows}
    assert rows[0]["As the report says it"] == data["headline"]
    assert said["What this is"] == "Orientation, not a certification"
    assert said["Overall level"] == data["rung_label"]
    assert said["Id of the benchmark"] == data["benchmark"]["id"]
    assert said["Version of the benchmark"] == data["benchmark"]["version"]
    assert said["Digest of the definition (SHA-256)"] == data["benchmark"]["digest"]
    assert numbers["Overall level"] == (data["rung"], data["rung"], data["rung_possible"])
    assert numbers["Overall index"] == (
        data["overall_index"],
        data["overall_worst"],
        data["overall_best"],
    )
    for domain in data["domains"]:
        label = domain["label"]
        low, high = domain["level"], domain["level_possible"]
        assert numbers[f"{label}: level"] == (low, low, high)
        index = (domain["index"], domain["index_worst"], domain["index_best"])
        assert numbers[f"{label}: index"] == index
        assert numbers[f"{label}: coverage in per cent"][0] == domain["coverage"]
        assert numbers[f"{label}: points"][0] == domain["points"]


def test_year_is_shown_without_thousands_sign() -> None:
    sheet = opened(xlsx(reports_sample.sample()))["Volumes"]
    assert {sheet.cell(line, 3).number_format for line in range(2, sheet.max_row + 1)} == {"0"}


def test_value_is_shown_with_the_decimals_of_its_measure() -> None:
    report = reports_sample.sample()
    sheet = opened(xlsx(report))["Measures"]
    shown = {0: "#,##0", 1: "#,##0.0"}
    for line, measure in enumerate(report.measures, start=2):
        if measure.value is not None and not measure.estimated:
            assert sheet.cell(line, 3).number_format == shown[measure.decimals]


def test_middle_of_an_estimate_is_marked_so_that_nobody_quotes_it_as_a_count() -> None:
    report = reports_sample.bare_sample()
    book = opened(xlsx(report))
    measures = [cell.number_format for cell in book["Measures"]["C"][1:]]
    marked = [row for row, form in zip(report.measures, measures, strict=True) if "≈" in form]
    assert marked == [row for row in report.measures if row.estimated]
    assert marked
    assert [cell.number_format for cell in book["Volumes"]["D"][1:]] == [
        '"≈ "#,##0',
        "#,##0",
        '"≈ "#,##0',
    ]


# The CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "separator", "decimal_sign"),
    [("en", ",", "."), ("de", ";", ","), ("zh-hans", ",", ".")],
)
def test_csv_has_the_measures_of_the_workbook_in_the_signs_of_the_language(
    language: str, separator: str, decimal_sign: str
) -> None:
    report = {
        "en": reports_sample.sample,
        "de": reports_sample.german_sample,
        "zh-hans": reports_sample.chinese_sample,
    }[language]()
    content = csv_text(report).encode()
    assert content.startswith(b"\xef\xbb\xbf")
    table = csv_rows(content, separator)
    sheet = opened(xlsx(report)).worksheets[1]
    for line, row in zip(table, sheet.iter_rows(values_only=True), strict=True):
        for written, cell in zip(line, row, strict=True):
            if isinstance(cell, int | float):
                assert kept(float(written.replace(decimal_sign, "."))) == cell
            else:
                assert written == text(cell)
    assert any(decimal_sign in cell for row in table for cell in row[2:5])


def test_small_and_large_numbers_are_written_out() -> None:
    report = reports_sample.sample()
    first = replace(report.measures[0], value=0.00001, high=12_000_000.0)
    _head, row, *_rest = csv_rows(
        csv_text(replace(report, measures=(first, *report.measures[1:]))).encode()
    )
    assert (row[2], row[4]) == ("0.00001", "12000000")
