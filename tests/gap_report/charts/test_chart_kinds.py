"""Every kind of chart has all its parts, and one more needs its module and a line."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from django.template.loader import render_to_string

from assessments.gap_report.charts import figure, registry, report_charts, standing_charts, svg
from assessments.gap_report.charts.canvas import Canvas
from assessments.gap_report.charts.chart import Chart, ChartKind, ChartTable
from assessments.gap_report.charts.figure_parts import Figure, layout
from assessments.gap_report.print.blocks import chart
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.surgeon_standing.cases import PillarCases
from assessments.gap_report.surgeon_standing.standing import Curve, PillarStanding, SurgeonStanding
from assessments.gap_report.views.dashboard import drawn_by_kind, report_context
from tests.reports_sample import sample

KINDS = registry.kinds().values()
SITE = Path(__file__).resolve().parents[3]
TEMPLATES = SITE / "templates"
LIBRARY = SITE / "static" / "vendor" / "plotly" / "plotly-basic.min.js"
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)


def standing() -> SurgeonStanding:
    """A surgeon with two years of minimally invasive operations."""
    cases = PillarCases("MIS", (2024, 2025), (5, 7), (25, 32), 20)
    pillar = PillarStanding(cases, Curve(50, 25, 50, None, 18), 6)
    return SurgeonStanding(2025, "S01", "S01 is learning.", (pillar,), ())


def charts_of(kind: ChartKind[Any, Any]) -> list[Chart]:
    """The charts of this kind in the samples; at least one."""
    found = (*report_charts(sample()), *standing_charts(standing()))
    charts = [one for one in found if one.kind == kind.id]
    assert charts
    return charts


def room(part: object) -> str:
    """The module or the folder of a chart in which a part of it stands."""
    module = inspect.getmodule(part)
    assert module is not None
    return ".".join(module.__name__.split(".")[:4])


def test_no_two_kinds_share_an_id() -> None:
    assert len(KINDS) == len(registry.OF_A_REPORT) + len(registry.OF_A_SURGEON)


@every_kind
def test_kind_makes_charts_of_its_own_id(kind: ChartKind[Any, Any]) -> None:
    source = sample() if kind in registry.OF_A_REPORT else standing()
    assert {one.kind for one in kind.charts(source)} == {kind.id}


@every_kind
def test_chart_has_figure_and_drawing(kind: ChartKind[Any, Any]) -> None:
    for one in charts_of(kind):
        shown = figure(one)
        assert set(shown) == {"data", "layout"}
        assert go.Figure(shown).data
        root = ElementTree.fromstring(svg(one))
        assert root.tag.endswith("svg")
        assert len(root)


@every_kind
def test_figure_has_only_traces_that_the_library_of_the_page_draws(
    kind: ChartKind[Any, Any],
) -> None:
    drawn = set(re.findall(r'moduleType:"trace",name:"(\w+)"', LIBRARY.read_text(encoding="utf-8")))
    used = {trace["type"] for one in charts_of(kind) for trace in figure(one)["data"]}
    assert used <= drawn


@every_kind
def test_chart_says_its_finding_and_has_its_numbers_as_a_table(kind: ChartKind[Any, Any]) -> None:
    for one in charts_of(kind):
        assert one.title
        assert one.alt
        assert one.table.caption
        assert one.table.rows
        assert {len(row) for row in one.table.rows} == {len(one.table.header)}
        assert any(char.isdigit() for row in one.table.rows for text in row[1:] for char in text)


@every_kind
def test_values_figure_and_drawing_stand_beside_each_other(kind: ChartKind[Any, Any]) -> None:
    parts: set[object] = {type(one.values) for one in charts_of(kind)}
    assert len({room(part) for part in parts | {kind.figure, kind.drawing}}) == 1


@every_kind
def test_kind_has_its_place_in_a_template(kind: ChartKind[Any, Any]) -> None:
    pages = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    assert [page for page in pages if f"for drawn in charts.{kind.id} %}}" in page]


# A chart as somebody would add it: how many measures are known.


def known_charts(report: GapReport) -> Iterable[Chart[int]]:
    known = sum(measure.value is not None for measure in report.measures)
    table = ChartTable("Measures", ("What", "Number"), (("known", str(known)),))
    yield Chart("known", "known", "", f"{known} are known", f"Known: {known}.", known, table)


def known_figure(known: int) -> Figure:
    return {"data": [{"type": "bar", "x": [known], "y": ["known"]}], "layout": layout(90)}


def draw_known(known: int) -> str:
    canvas = Canvas(100, 20)
    canvas.text(0, 12, str(known))
    return canvas.svg()


KNOWN = ChartKind("known", known_charts, known_figure, draw_known)


@pytest.fixture
def one_more_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "OF_A_REPORT", (*registry.OF_A_REPORT, KNOWN))


@pytest.mark.usefixtures("one_more_kind")
def test_chart_with_a_line_in_the_registry_is_shown_on_page_and_in_print() -> None:
    report = sample()
    known = sum(measure.value is not None for measure in report.measures)
    (added,) = [one for one in report_charts(report) if one.kind == "known"]
    assert figure(added)["data"][0]["x"] == [known]
    assert f">{known}</text>" in svg(added)
    assert chart(added)["svg"] == svg(added)
    (drawn,) = report_context(report)["charts"]["known"]
    html = render_to_string("parts/chart.html", {"drawn": drawn})
    assert f'aria-label="Known: {known}."' in html
    assert f'"x":[{known}]' in html


def test_chart_without_a_line_in_the_registry_is_in_no_report_and_is_named_as_unknown() -> None:
    (left_out,) = known_charts(sample())
    assert "known" not in drawn_by_kind(report_charts(sample()))
    with pytest.raises(KeyError, match="known"):
        figure(left_out)
