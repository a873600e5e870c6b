"""What a surgeon's page says in numbers: the engine's counting, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessments.gap_report.surgeon_standing.requirements import Requirement
from assessments.gap_report.surgeon_standing.standing import SurgeonStanding, surgeon_standing
from assessments.models import Surgeon
from benchmarks import library
from tests import factories as make
from tests.factories import YEAR

pytestmark = pytest.mark.django_db
BENCHMARK = library.load(library.DEFAULT_ID)


def standing(surgeon: Surgeon, *, this_year: int = YEAR + 1) -> SurgeonStanding:
    return surgeon_standing(surgeon, BENCHMARK, by_name=False, this_year=this_year)


def asked(found: SurgeonStanding, measure_id: str) -> Requirement:
    return next(one for one in found.requirements if one.measure_id == measure_id)


def mis(surgeon: Surgeon, operations: int, year: int = YEAR, **values: Any) -> None:
    make.volume(surgeon=surgeon, year=year, technique_family="ube", operations=operations, **values)


def test_operation_counts_for_technique_and_for_pathology() -> None:
    surgeon = make.surgeon(prior_def_cases=4)
    mis(surgeon, 20, YEAR - 1)
    mis(surgeon, 3, pathology="TUM")
    make.volume(surgeon=surgeon, pathology="DEF", group="adult", operations=7)
    found = standing(surgeon)
    cases = {one.cases.pillar: one.cases for one in found.pillars}
    assert cases["MIS"].years == (YEAR - 1, YEAR)
    assert (cases["MIS"].yearly, cases["MIS"].so_far) == ((20, 3), (20, 23))
    assert (cases["TUM"].yearly, cases["TUM"].so_far) == ((0, 3), (0, 3))
    assert (cases["DEF"].yearly, cases["DEF"].so_far, cases["DEF"].prior) == ((0, 7), (4, 11), 4)


def test_cases_of_others_and_of_the_whole_department_are_not_the_surgeons() -> None:
    surgeon = make.surgeon()
    mis(make.surgeon(department=surgeon.department), 99)
    make.volume(department=surgeon.department, technique_family="ube", operations=99)
    mis(surgeon, 1)
    assert standing(surgeon).pillars[0].cases.so_far == (1,)


@pytest.mark.parametrize(
    ("prior", "recorded", "trained", "gap", "missing"),
    [
        (0, 50, False, "", 0),
        (45, 5, False, "", 0),
        (0, 25, True, "", 0),
        (0, 49, False, "1 more case to the end of the learning curve. A completed", 1),
        (10, 10, False, "30 more cases to the end of the learning curve. With a completed", 30),
        (0, 24, True, "1 more case to the end of the learning curve.", 1),
    ],
)
def test_learning_curve_ends_where_the_benchmark_says(
    prior: int, recorded: int, trained: bool, gap: str, missing: int
) -> None:
    surgeon = make.surgeon(prior_mis_cases=prior)
    mis(surgeon, recorded)
    if trained:
        make.training(surgeon=surgeon, pillar="MIS")
    found = standing(surgeon)
    requirement = asked(found, "mis_surgeons_past_curve")
    assert requirement.finding.holds == (not gap)
    assert requirement.finding.gap.startswith(gap)
    curve = found.pillars[0].curve
    assert curve is not None
    assert (curve.cases, curve.cases_with_training, curve.missing) == (50, 25, missing)
    assert curve.past_since == (None if gap else YEAR)


def test_requirement_names_its_evidence() -> None:
    requirement = asked(standing(make.surgeon()), "mis_surgeons_past_curve")
    assert {source.grade for source in requirement.evidence} == {"B"}
    assert "Learning curve of unilateral biportal endoscopy" in requirement.evidence[0].title


@pytest.mark.parametrize(
    ("training", "holds", "standing_text"),
    [
        ({"ends_on": date(2018, 12, 31)}, True, "trained"),
        ({"kind": "mentored_cases", "supervised_cases": 25}, True, "trained"),
        ({"kind": "mentored_cases", "supervised_cases": 18}, False, "18 of 25 supervised cases"),
        (
            {"kind": "mentored_cases", "supervised_cases": 18, "status": "running"},
            False,
            "18 of 25 supervised cases",
        ),
        ({"supervised_cases": 30, "status": "planned"}, False, "0 of 25 supervised cases"),
    ],
)
def test_training_counts_as_the_benchmark_counts_it(
    training: dict[str, Any], holds: bool, standing_text: str
) -> None:
    surgeon = make.surgeon()
    make.training(surgeon=surgeon, **training)
    finding = asked(standing(surgeon), "def_trained_surgeons").finding
    assert (finding.holds, finding.standing) == (holds, standing_text)
    assert bool(finding.gap) != holds


def test_lead_surgeon_is_told_how_many_operations_a_year_are_missing() -> None:
    surgeon = make.surgeon()
    make.volume(surgeon=surgeon, pathology="DEF", group="adult", operations=4)
    found = standing(surgeon)
    finding = asked(found, "def_lead_surgeons").finding
    assert finding.standing == f"4 of 6 operations in {YEAR}"
    assert finding.gap == "2 more operations a year."
    assert [one.counts_from for one in found.pillars] == [None, 6, 5]


def test_young_surgeon_without_training_and_unknown_age_are_told() -> None:
    young, grey, unknown = (make.surgeon(birth_year=year) for year in (1990, 1960, None))
    assert (
        "running or planned training"
        in asked(standing(young), "foundation_development").finding.gap
    )
    assert all(one.measure_id != "foundation_development" for one in standing(grey).requirements)
    assert "year of birth" in asked(standing(unknown), "foundation_development").finding.gap
    make.training(surgeon=young, status="running", starts_on=date(YEAR, 1, 1), ends_on=None)
    assert asked(standing(young), "foundation_development").finding.holds


def test_certificate_counts_until_it_expires() -> None:
    surgeon = make.surgeon()
    make.certificate(surgeon=surgeon, expires_on=date(YEAR + 1, 6, 30))
    assert asked(standing(surgeon), "foundation_master_surgeons").finding.holds
    make.volume(department=surgeon.department, year=YEAR + 1)
    later = standing(surgeon, this_year=YEAR + 2)
    assert not asked(later, "foundation_master_surgeons").finding.holds


def test_sentence_says_what_was_done_and_where_the_curve_stands() -> None:
    surgeon = make.surgeon(code="S3", name="Dr Ahorn", prior_mis_cases=1000)
    mis(surgeon, 412)
    make.volume(surgeon=surgeon, pathology="DEF", group="adult", operations=1)
    assert standing(surgeon).statement == (
        "S3 has done 1,412 minimally invasive operations so far, past the learning curve of 50; "
        "1 deformity operation and 0 spinal tumour operations."
    )
    named = surgeon_standing(surgeon, BENCHMARK, by_name=True, this_year=YEAR + 1)
    assert named.statement.startswith("Dr Ahorn (S3) has done")


def test_sentence_without_a_learning_curve_in_the_benchmark() -> None:
    surgeon = make.surgeon(code="S3")
    mis(surgeon, 2)
    other = library.load("us-acss")
    found = surgeon_standing(surgeon, other, by_name=False, this_year=YEAR + 1)
    assert found.requirements == ()
    assert found.statement.startswith("S3 has done 2 minimally invasive operations so far; 0 def")


def test_surgeon_who_has_left_is_judged_at_the_end_of_the_last_year() -> None:
    surgeon = make.surgeon(leave_year=YEAR - 1)
    mis(surgeon, 30, YEAR - 1)
    make.volume(department=surgeon.department)
    assert standing(surgeon).year == YEAR - 1


def test_surgeon_is_counted_as_the_gap_report_counts() -> None:
    from assessments.gap_report.report.reading import department_report

    surgeon = make.surgeon(prior_mis_cases=20)
    mis(surgeon, 30)
    make.volume(surgeon=surgeon, pathology="DEF", group="adult", operations=6)
    report = department_report(surgeon.department, YEAR, BENCHMARK)
    values = {row.id: row.value for row in report.measures}
    for requirement in standing(surgeon).requirements:
        if values[requirement.measure_id] is not None:
            assert values[requirement.measure_id] == requirement.finding.holds
    assert report.surgeons.rows[0].cumulative == tuple(
        one.cases.so_far[-1] for one in standing(surgeon).pillars
    )
