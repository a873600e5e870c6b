"""The charts of one surgeon: the finding in the title, the curve drawn, the numbers as a table."""

from __future__ import annotations

import pytest

from assessments.gap_report.charts import figure, svg
from assessments.gap_report.charts.chart import Chart
from assessments.gap_report.charts.surgeon_cases import curve_charts, yearly_charts
from assessments.gap_report.charts.trend import TrendValues
from assessments.gap_report.surgeon_standing.standing import SurgeonStanding, surgeon_standing
from assessments.models import Surgeon
from benchmarks import library
from tests import factories as make
from tests.factories import YEAR

pytestmark = pytest.mark.django_db


def standing(surgeon: Surgeon) -> SurgeonStanding:
    benchmark = library.load(library.DEFAULT_ID)
    return surgeon_standing(surgeon, benchmark, by_name=False, this_year=YEAR + 1)


def drawn(chart: Chart) -> TrendValues:
    assert isinstance(chart.values, TrendValues)
    return chart.values


def learner(*yearly: int, **values: int) -> Surgeon:
    """A surgeon with these numbers of minimally invasive operations in the last years."""
    surgeon = make.surgeon(**values)
    for back, operations in enumerate(reversed(yearly)):
        make.volume(
            surgeon=surgeon, year=YEAR - back, technique_family="ube", operations=operations
        )
    return surgeon


@pytest.mark.parametrize(
    ("yearly", "prior", "title"),
    [
        ((20, 14), 0, "16 more cases to the end of the learning curve"),
        ((20, 40), 0, f"past the learning curve since {YEAR}"),
        ((60, 40), 0, f"past the learning curve since {YEAR - 1}"),
        ((5, 5), 80, f"past the learning curve before {YEAR - 1}"),
    ],
)
def test_title_says_where_the_learning_curve_stands(
    yearly: tuple[int, ...], prior: int, title: str
) -> None:
    (chart,) = curve_charts(standing(learner(*yearly, prior_mis_cases=prior)))
    assert chart.title == f"Minimally invasive: {title}"


def test_cases_before_the_records_are_in_the_sum_and_in_the_table() -> None:
    (chart,) = curve_charts(standing(learner(5, 7, prior_mis_cases=20)))
    assert [point.value for point in drawn(chart).points] == [25, 32]
    assert chart.table.rows == (
        ("before the first recorded year", "20"),
        (str(YEAR - 1), "25"),
        (str(YEAR), "32"),
        ("learning curve", "50"),
        ("with training", "25"),
    )
    assert [line.text for line in drawn(chart).lines] == ["learning curve: 50", "with training: 25"]


def test_lines_that_would_run_into_each_other_are_drawn_once_and_told_twice() -> None:
    (chart,) = curve_charts(standing(learner(900)))
    assert [line.text for line in drawn(chart).lines] == ["learning curve: 50"]
    assert ("with training", "25") in chart.table.rows


def test_operation_of_two_pillars_stands_in_both_and_pillars_without_any_are_left_out() -> None:
    surgeon = make.surgeon()
    make.volume(surgeon=surgeon, technique_family="ube", pathology="DEF", operations=4)
    charts = yearly_charts(standing(surgeon))
    assert [chart.title for chart in charts] == [
        f"Minimally invasive: 4 operations in {YEAR}",
        f"Deformity: 4 operations in {YEAR}",
    ]
    assert [line.text for line in drawn(charts[1]).lines] == ["counts from: 6"]


def test_charts_are_drawn_for_page_and_print_and_read_aloud() -> None:
    (chart,) = curve_charts(standing(learner(5, 7)))
    assert figure(chart)["data"][0]["y"] == [5, 12]
    assert "learning curve: 50" in svg(chart)
    assert chart.alt.endswith(f"{YEAR - 1}: 5; {YEAR}: 12.")
