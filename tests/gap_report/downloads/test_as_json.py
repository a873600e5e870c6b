"""The report as plain data."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from assessments.gap_report.report.as_json import as_json, json_text
from assessments.sign_off.reading.frozen_reports import read_report
from tests import reports_sample


def test_data_is_plain_and_holds_every_measure_with_value_and_text() -> None:
    report = reports_sample.sample()
    data = json.loads(json_text(report))
    assert data == as_json(report)
    assert [(m["id"], m["value"], m["value_text"]) for m in data["measures"]] == [
        (m.id, m.value, m.value_text) for m in report.measures
    ]


def test_benchmark_can_be_identified_and_days_are_iso() -> None:
    benchmark = as_json(reports_sample.sample())["benchmark"]
    assert (benchmark["id"], benchmark["version"]) == ("german-three-pillar", "1.0")
    assert len(benchmark["digest"]) == 64
    assert benchmark["reviewed_on"] == "2026-11-24"


def test_surgeons_are_named_only_on_request() -> None:
    report = reports_sample.sample()
    assert {row["name"] for row in as_json(report)["surgeons"]["rows"]} == {""}
    named = as_json(report, show_names=True)["surgeons"]["rows"]
    assert named[1]["name"] == reports_sample.CHINESE_SURGEON


def test_text_is_the_same_each_time_and_its_keys_are_sorted() -> None:
    first, second = (json_text(reports_sample.sample()) for _turn in range(2))
    assert first == second
    data = json.loads(first)
    assert list(data) == sorted(data)


def test_unknown_values_are_null() -> None:
    data = as_json(reports_sample.bare_sample())
    assert data["overall_index"] is None
    assert data["peers"] is None


def test_format_3_has_the_levels_of_the_year_before() -> None:
    data = as_json(reports_sample.sample())
    assert data["format_version"] == 3
    before = [domain["before"] and domain["before"]["text"] for domain in data["domains"]]
    assert before == ["level 2", "level 0", "level 0, up to 1 possible", None]


def test_report_of_format_2_is_written_as_it_was() -> None:
    stored = Path(__file__).parents[2] / "data" / "frozen" / "format-2.en.json.gz"
    text = gzip.decompress(stored.read_bytes()).decode()
    report = read_report(text)
    assert report.format_version == 2
    assert {domain.before for domain in report.domains} == {None}
    assert json_text(report) == text


def test_case_mix_names_by_key_what_it_counts() -> None:
    data = as_json(reports_sample.sample())
    assert [(row["axis"], row["key"]) for row in data["casemix"]] == [
        ("estimate", "mis"),
        ("estimate", "tum"),
    ]
