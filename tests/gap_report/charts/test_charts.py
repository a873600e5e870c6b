"""Charts of a report: values, texts, Plotly figures and SVG from the same numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest

from assessments.gap_report.charts import figure, report_charts, svg
from assessments.gap_report.charts.chart import Chart
from assessments.gap_report.charts.gap_bars.values import GapBarValues
from assessments.gap_report.charts.level_bars.values import LevelBarValues
from assessments.gap_report.charts.measuring import text_width
from assessments.gap_report.charts.outcomes.values import OutcomeValues
from assessments.gap_report.charts.surgeons import HeatmapValues
from assessments.gap_report.charts.trend import TrendValues
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.small_counts import with_small_counts_hidden
from tests import reports_sample
from tests.sample_measures import SPECS

SAMPLES = (
    reports_sample.sample,
    reports_sample.german_sample,
    reports_sample.chinese_sample,
    reports_sample.bare_sample,
)
HOSTILE = '<script>alert("x")</script> & #import $x$ <b>*bold*</b>'
SVG = "{http://www.w3.org/2000/svg}"


def level_bars(drawn: Chart) -> LevelBarValues:
    assert isinstance(drawn.values, LevelBarValues)
    return drawn.values


def trace(drawn: Chart, name: str) -> dict[str, Any]:
    """The trace of a figure that has this name in the legend."""
    found: dict[str, Any] = next(t for t in figure(drawn)["data"] if t.get("name") == name)
    return found


def chart(report: GapReport, name: str) -> Chart:
    return next(item for item in report_charts(report) if item.id == name)


def texts(drawn: Chart) -> str:
    """All words of the SVG, line breaks undone."""
    root = ElementTree.fromstring(svg(drawn))
    return " ".join(node.text or "" for node in root.iter(f"{SVG}text"))


def test_charts_come_in_reading_order() -> None:
    assert [item.id for item in report_charts(reports_sample.sample())] == [
        "levels",
        "gaps-MIS",
        "gaps-DEF",
        "gaps-TUM",
        "gaps-foundation",
        "surgeons",
        "trend-MIS",
        "trend-DEF",
        "trend-TUM",
        "outcomes",
    ]


def test_charts_without_data_are_left_out() -> None:
    kinds = [item.kind for item in report_charts(reports_sample.bare_sample())]
    assert kinds == ["levels", "gaps", "gaps", "gaps", "gaps", "trend"]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_any_number_of_domains_has_a_level_bar_each(count: int) -> None:
    report = reports_sample.sample()
    domains = tuple(
        replace(report.domains[number % 4], id=f"D{number}", label=f"Domain {number}")
        for number in range(count)
    )
    drawn = chart(replace(report, domains=domains), "levels")
    assert [bar.label for bar in level_bars(drawn).bars] == [d.label for d in domains]
    assert all(domain.label in texts(drawn) for domain in domains)
    go.Figure(figure(drawn))


def test_no_domain_no_level_bars() -> None:
    report = replace(reports_sample.sample(), domains=())
    assert [item for item in report_charts(report) if item.kind == "levels"] == []


@pytest.mark.parametrize("build", SAMPLES)
def test_every_figure_is_valid_plotly_and_plain_json(build: Callable[[], GapReport]) -> None:
    for item in report_charts(build()):
        data = json.loads(json.dumps(figure(item), allow_nan=False))
        go.Figure(data)
        assert set(data) == {"data", "layout"}
        assert "template" not in data["layout"]


def test_figures_of_a_dashboard_stay_small_together() -> None:
    drawn = [figure(item) for item in report_charts(reports_sample.german_sample())]
    size = len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode())
    assert size < 40_000


@pytest.mark.parametrize("build", SAMPLES)
def test_every_drawing_is_well_formed_and_inside_its_sheet(build: Callable[[], GapReport]) -> None:
    for item in report_charts(build()):
        root = ElementTree.fromstring(svg(item))
        width, height = (float(x) for x in root.attrib["viewBox"].split()[2:])
        for node in root.iter(f"{SVG}text"):
            x, y = float(node.attrib["x"]), float(node.attrib["y"])
            size = float(node.attrib["font-size"])
            bold = node.attrib["font-weight"] == "700"
            length = text_width(node.text or "", size, bold=bold)
            shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[node.attrib["text-anchor"]]
            assert x - shift * length >= -0.6, node.text
            assert x + (1 - shift) * length <= width + 0.6, node.text
            assert size * 0.7 <= y <= height, node.text


def test_title_and_alternative_text_state_the_finding_with_its_numbers() -> None:
    report = reports_sample.sample()
    levels = chart(report, "levels")
    assert levels.title == (
        "Highest certain level: Minimally invasive surgery (3); lowest: Deformity and Tumour (0)"
    )
    assert "Tumour: level 0, up to 3, 2024: level 0, up to 1 possible, Index 18.5" in levels.alt
    bars = chart(report, "gaps-DEF")
    assert bars.title == report.domains[1].sentence
    assert "Deformity operations a year: 11 operations a year, level 0" in bars.alt
    assert "S01: Minimally invasive surgery 96 (trained)" in chart(report, "surgeons").alt
    assert "2025: 15 (9–21)" in chart(report, "trend-TUM").alt
    assert chart(report, "outcomes").title == (
        "2 of 3 judged outcome rates clear a ceiling for certain; 2 have too few cases"
    )


def test_table_beneath_each_bar_chart_holds_every_value_as_the_report_has_it() -> None:
    report = reports_sample.sample()
    for domain in report.domains:
        rows = chart(report, f"gaps-{domain.id}").table.rows
        expected = [
            (m.label, m.value_text, *((t.value_text or "—") for t in m.thresholds), m.level_text)
            for m in report.measures_of(domain.id)
        ]
        assert list(rows) == expected


def test_drawing_and_figure_show_the_same_values_as_the_table() -> None:
    report = reports_sample.sample()
    drawn = chart(report, "gaps-MIS")
    in_figure = json.dumps(figure(drawn), ensure_ascii=False)
    for row in drawn.table.rows:
        assert row[1] in texts(drawn)
        assert row[1] in in_figure


def test_bar_lies_on_its_own_scale_with_thresholds_in_the_same_proportion() -> None:
    values = chart(reports_sample.sample(), "gaps-DEF").values
    assert isinstance(values, GapBarValues)
    bar = values.bars[0]  # 11 operations; thresholds 15, 30, 60
    assert bar.length is not None
    assert [mark.position / bar.length for mark in bar.marks] == pytest.approx(
        [15 / 11, 30 / 11, 60 / 11]
    )
    assert [(mark.levels, mark.text) for mark in bar.marks] == [
        ("1", "15"),
        ("2", "30"),
        ("3", "60"),
    ]
    assert bar.blocking


def test_levels_with_one_threshold_share_a_mark() -> None:
    values = chart(reports_sample.sample(), "gaps-foundation").values
    assert isinstance(values, GapBarValues)
    bar = next(b for b in values.bars if b.measure_id == "foundation_intensive_care")
    assert [mark.levels for mark in bar.marks] == ["1–3"]


def test_value_past_the_end_of_its_scale_is_marked_as_such() -> None:
    values = chart(reports_sample.sample(), "gaps-MIS").values
    assert isinstance(values, GapBarValues)
    bar = next(b for b in values.bars if b.measure_id == "mis_surgeons_past_curve")
    assert (bar.length, bar.beyond, bar.value_text) == (1.0, True, "5 surgeons")


def test_unknown_value_has_no_length_and_reads_as_not_reported() -> None:
    drawn = chart(reports_sample.sample(), "gaps-TUM")
    assert isinstance(drawn.values, GapBarValues)
    bar = next(b for b in drawn.values.bars if b.measure_id == "tum_board")
    assert (bar.length, bar.low, bar.value_text) == (None, None, "not reported")
    assert "not reported" in texts(drawn)


def test_estimate_without_upper_bound_is_open_ended() -> None:
    values = chart(reports_sample.sample(), "gaps-TUM").values
    assert isinstance(values, GapBarValues)
    bar = next(b for b in values.bars if b.measure_id == "tum_complex_operations")
    assert bar.open_ended
    assert bar.high is None
    assert bar.low is not None


def test_exact_value_has_no_whisker_even_if_its_bounds_are_given() -> None:
    specs = (SPECS[0]._replace(low=412.0, high=412.0), *SPECS[1:])
    values = chart(reports_sample.sample(specs=specs), "gaps-MIS").values
    assert isinstance(values, GapBarValues)
    assert (values.bars[0].low, values.bars[0].open_ended) == (None, False)


def test_level_bar_reaches_the_certain_level_and_is_hatched_to_the_possible_one() -> None:
    drawn = chart(reports_sample.sample(), "levels")
    reached = trace(drawn, "Level reached in 2025")
    unknown = trace(drawn, "Worst to best case of what is unknown")
    assert reached["x"] == [3, 0, 0, 2]
    assert (unknown["base"], unknown["x"]) == ([0, 2], [3, 1])
    assert figure(drawn)["layout"]["xaxis"]["ticktext"] == [f"level {n}" for n in range(4)]
    words = texts(drawn)
    for text in ("level 0", "level 3", reached["name"], unknown["name"], "level 2, up to 3"):
        assert text in words


def test_level_of_the_year_before_is_marked_where_it_is_known() -> None:
    drawn = chart(reports_sample.sample(), "levels")
    assert trace(drawn, "Level reached in 2024")["x"] == [2, 0, 0]
    assert "Level reached in 2024" in texts(drawn)
    pointed_at = figure(drawn)["data"][0]["hovertext"]
    assert "2024: level 2" in pointed_at[0]
    assert "2024" not in pointed_at[3]
    assert drawn.table.header == (
        "Domain", "Level", "2024", "Index (worst–best case)", "Median of peers"
    )  # fmt: skip
    assert [row[2] for row in drawn.table.rows] == [
        "level 2", "level 0", "level 0, up to 1 possible", "—"
    ]  # fmt: skip


def test_without_a_year_before_there_is_no_mark_no_legend_of_it_and_no_column() -> None:
    report = reports_sample.sample()
    domains = tuple(replace(domain, before=None) for domain in report.domains)
    drawn = chart(replace(report, domains=domains, peers=None), "levels")
    assert "2024" not in json.dumps(figure(drawn))
    assert "2024" not in texts(drawn)
    assert drawn.table.header == ("Domain", "Level", "Index (worst–best case)")


def test_domain_of_which_nothing_is_judged_is_left_out_of_the_title_but_has_a_bar() -> None:
    drawn = chart(reports_sample.bare_sample(), "levels")
    assert drawn.title == "Highest certain level: Foundation (2); lowest: Tumour (0)"
    assert len(level_bars(drawn).bars) == 4
    report = reports_sample.bare_sample()
    domains = tuple(replace(d, index=None, level=0, level_possible=3) for d in report.domains)
    drawn = chart(replace(report, domains=domains), "levels")
    assert drawn.title == "Nothing is known yet by which a level could be judged"
    assert trace(drawn, "Worst to best case of what is unknown")["x"] == [3, 3, 3, 3]


def test_where_nothing_unknown_counts_there_is_no_range() -> None:
    report = reports_sample.sample()
    domains = tuple(replace(domain, level_possible=domain.level) for domain in report.domains)
    drawn = chart(replace(report, domains=domains), "levels")
    assert "Worst to best case" not in json.dumps(figure(drawn))
    assert "Worst to best case" not in texts(drawn)


def test_title_of_domains_on_one_level_says_it_once() -> None:
    report = reports_sample.sample()
    domains = tuple(replace(domain, level=1) for domain in report.domains[1:])
    drawn = chart(replace(report, domains=domains), "levels")
    assert drawn.title == "Certain level of every domain: 1"
    domains = (*domains[:2], replace(domains[2], index=None))
    drawn = chart(replace(report, domains=domains), "levels")
    assert drawn.title == "Certain level of Deformity and Tumour: 1"


def test_level_bars_are_the_same_where_small_counts_are_hidden() -> None:
    report = reports_sample.sample()
    hidden = with_small_counts_hidden(report)
    assert hidden != report
    assert chart(hidden, "levels") == chart(report, "levels")


def test_surgeons_are_shown_by_code_unless_names_are_asked_for() -> None:
    report = reports_sample.sample()
    assert "Dr. Groß" not in texts(chart(report, "surgeons"))
    named = next(c for c in report_charts(report, show_names=True) if c.id == "surgeons")
    assert "Dr. Groß" in texts(named)
    assert reports_sample.CHINESE_SURGEON in texts(named)


def test_heatmap_shades_by_share_of_the_pillar_and_marks_training() -> None:
    drawn = chart(reports_sample.sample(), "surgeons")
    assert isinstance(drawn.values, HeatmapValues)
    first = drawn.values.cells[0]
    assert first[0].share == pytest.approx(96 / 412)
    assert [cell.text for cell in first] == ["96 ▲", "5 ▲", "0"]
    assert drawn.table.rows[0][3:6] == ("96 (480), trained", "5 (25), trained", "0 (0)")


def test_trend_shows_the_next_threshold_and_names_the_others_in_the_table() -> None:
    drawn = chart(reports_sample.sample(), "trend-DEF")
    assert isinstance(drawn.values, TrendValues)
    assert [line.text for line in drawn.values.lines] == ["level 1: 15"]
    assert ("Level 3", "≥ 60") in drawn.table.rows


def test_trend_of_a_single_year_is_drawn() -> None:
    drawn = chart(reports_sample.bare_sample(), "trend-TUM")
    assert "2025" in texts(drawn)


def test_outcome_verdict_rests_on_the_interval() -> None:
    values = chart(reports_sample.sample(), "outcomes").values
    assert isinstance(values, OutcomeValues)
    states = [(row.state, row.level) for row in values.rows]
    assert states == [("met", 2), ("met", 1), ("unknown", 0), ("unknown", 0), ("cannot_tell", 0)]


def test_rate_from_too_few_cases_is_shown_but_not_judged() -> None:
    specs = tuple(
        spec._replace(value=3.2, low=0.6, high=16.2) if spec.id == "def_infection" else spec
        for spec in SPECS
    )
    drawn = chart(reports_sample.sample(specs=specs), "outcomes")
    assert isinstance(drawn.values, OutcomeValues)
    row = drawn.values.rows[3]
    assert (row.rate, row.state, row.state_text, row.level) == (3.2, "unknown", "too few cases", 0)
    assert drawn.title.endswith("2 have too few cases")


def test_hostile_text_stays_text_in_drawing_and_figure() -> None:
    report = reports_sample.sample(specs=(SPECS[0]._replace(label=HOSTILE), *SPECS[1:]))
    drawn = chart(report, "gaps-MIS")
    assert '<script>alert("x")' in texts(drawn)
    assert "<script" not in svg(drawn)
    written = json.dumps(figure(drawn))
    assert "<script" not in written
    assert "<b>*bold" not in written
    assert "&lt;script" in written


def test_control_characters_do_not_break_the_drawing() -> None:
    report = reports_sample.sample(specs=(SPECS[0]._replace(label="a\x00b\x0bc"), *SPECS[1:]))
    assert "abc" in texts(chart(report, "gaps-MIS"))
