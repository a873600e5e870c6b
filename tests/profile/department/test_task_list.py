"""The task list of a year: states, what sections hold, and the answers that would help most."""

from __future__ import annotations

import pytest

from assessments.gap_report.report.reading import department_report
from assessments.models import Department
from assessments.profile.completeness.reading.answered_year import answered_year
from assessments.profile.department.reading.task_list import Task, TaskList, task_list
from assessments.profile.records.reading import profile
from benchmarks import library
from benchmarks.library.definition import Benchmark
from tests import factories as make
from tests.pages.records import YEAR, estimated_department, recorded_department

pytestmark = pytest.mark.django_db

# Ten questions on structure and nothing else, so that everything can be counted by hand.
GERMAN_GROUP = "de-lg28"


def tasks_of(
    department: Department, benchmark_id: str = library.DEFAULT_ID, year: int | None = None
) -> TaskList:
    benchmark: Benchmark = library.load(benchmark_id)
    answered = answered_year(department, benchmark, asked=year, otherwise=YEAR)
    return task_list(answered, profile(department, benchmark, answered.years))


def task(tasks: TaskList, section: str) -> Task:
    return next(one for one in tasks.tasks if one.section == section)


def test_three_answers_and_one_declared_not_available_of_ten_are_40_per_cent() -> None:
    department = make.department()
    for name in ("intensive_care", "neurosurgery", "mri_available"):
        make.fact(department=department, input_id=name, value=1)
    make.unavailable(department=department, input_id="specialist_title")
    tasks = tasks_of(department, GERMAN_GROUP)

    structure = task(tasks, "structure")
    assert structure.completeness.percent == tasks.overall.percent == 40
    assert structure.state == "in_progress"
    assert structure.text == "3 answers, 1 declared not available"
    assert structure.open_text.endswith("and 4 more.")
    assert tasks.headline == (
        f"{YEAR} is complete to 40\u00a0%: 4 of 10 answers are there; complete sections: 0 of 1."
    )


def test_section_is_complete_when_the_last_question_is_answered() -> None:
    department = make.department()
    inputs = library.load(GERMAN_GROUP).inputs
    for item in inputs[:-1]:
        make.fact(department=department, input_id=item.id, value=1)
    assert task(tasks_of(department, GERMAN_GROUP), "structure").state == "in_progress"
    make.unavailable(department=department, input_id=inputs[-1].id)
    done = task(tasks_of(department, GERMAN_GROUP), "structure")
    assert (done.state, done.completeness.percent, done.open_text) == ("complete", 100, "")


def test_what_a_benchmark_does_not_ask_is_no_task() -> None:
    tasks = tasks_of(recorded_department(), GERMAN_GROUP)
    assert task(tasks, "volumes").state == "not_asked"
    assert task(tasks, "surgeons").open_text == ""


def test_impossible_value_is_not_an_answer() -> None:
    department = make.department()
    make.fact(department=department, input_id="registry_percent", value=450)
    assert task(tasks_of(department), "structure").completeness.answered == 0


def test_answers_of_one_year_say_nothing_about_another() -> None:
    department = make.department()
    make.fact(department=department, year=YEAR - 1, input_id="mm_conferences", value=12)
    assert task(tasks_of(department, year=YEAR), "structure").state == "not_started"
    assert task(tasks_of(department, year=YEAR - 1), "structure").state == "in_progress"


def test_year_is_the_latest_recorded_one_unless_another_is_asked_for() -> None:
    department = make.department()
    assert tasks_of(department).year == YEAR
    make.fact(department=department, year=YEAR - 3)
    assert tasks_of(department).year == YEAR - 3
    assert tasks_of(department, year=YEAR - 1).year == YEAR - 1


def test_lists_are_complete_once_they_are_declared_so() -> None:
    department = make.department()
    surgeon = make.surgeon(department=department)
    make.certificate(surgeon=surgeon)
    before = task(tasks_of(department), "surgeons")
    assert (before.state, before.completeness.percent) == ("in_progress", 100)
    assert before.open_text == "Still to do: declare the list complete."
    make.complete(department=department, section="surgeons")
    assert task(tasks_of(department), "surgeons").state == "complete"


def test_network_needs_the_declaration_of_partners_and_of_clinics() -> None:
    department = make.department()
    make.complete(department=department, section="network")
    assert task(tasks_of(department), "network").state == "in_progress"
    make.complete(department=department, section="clinics")
    network = task(tasks_of(department), "network")
    assert (network.state, network.text) == ("complete", f"0 partners and 0 clinics in {YEAR}")


def test_estimated_volumes_are_in_progress_and_show_their_interval() -> None:
    volumes = task(tasks_of(estimated_department()), "volumes")
    assert volumes.state == "in_progress"
    assert volumes.text == f"from a code list of {YEAR}: 80–120 (estimate)"


def test_volumes_without_surgeons_leave_the_numbers_of_surgeons_open() -> None:
    department = make.department()
    make.volume(department=department, operations=30)
    volumes = task(tasks_of(department), "volumes")
    # Of 15 inputs, six ask what single surgeons did.
    assert (volumes.completeness.answered, volumes.completeness.asked) == (9, 15)
    make.volume(surgeon=make.surgeon(department=department), pathology="DEF", operations=20)
    assert task(tasks_of(department), "volumes").state == "complete"


def test_surgeon_who_has_left_is_not_counted_in_the_year() -> None:
    department = make.department()
    make.surgeon(department=department)
    make.surgeon(department=department, start_year=2010, leave_year=YEAR - 1)
    assert task(tasks_of(department, year=YEAR), "surgeons").text == f"1 surgeon in {YEAR}"
    assert task(tasks_of(department, year=YEAR - 1), "surgeons").text == (
        f"2 surgeons in {YEAR - 1}"
    )


def test_the_three_answers_are_the_first_of_the_gap_report() -> None:
    department = recorded_department()
    benchmark = library.load(library.DEFAULT_ID)
    report = department_report(department, YEAR, benchmark)
    helpful = tasks_of(department).helpful
    asked = [gap.measure_id for gap in report.missing_answers[:3]]
    assert len(helpful) == 3
    assert [
        answer.input_id in benchmark.measure_by_id[measure].inputs
        for answer, measure in zip(helpful, asked, strict=True)
    ] == [True] * 3


def test_blocking_answer_comes_first_and_says_what_waits_for_it() -> None:
    department = recorded_department()
    first = tasks_of(department).helpful[0]
    # Weight 3 in the foundation and 3 in deformity, each up to level 3.
    assert first.input_id == "icu_access"
    assert first.gain == "Foundation cannot reach level 1 without it. Up to 18 points."


def test_answer_declared_not_available_is_not_asked_for() -> None:
    department = recorded_department()
    make.unavailable(department=department, input_id="icu_access")
    assert "icu_access" not in [answer.input_id for answer in tasks_of(department).helpful]
    assert len(tasks_of(department).helpful) == 3


def test_nothing_is_asked_for_when_no_answer_is_missing() -> None:
    department = make.department()
    for item in library.load(GERMAN_GROUP).inputs:
        make.fact(department=department, input_id=item.id, value=item.max)
    assert tasks_of(department, GERMAN_GROUP).helpful == ()
