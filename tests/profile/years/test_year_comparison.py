"""The comparison of two years: headline, changes in every part, and unchanged lines."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from assessments.models import Department
from assessments.profile.years.reading.changes import TwoYears
from assessments.profile.years.reading.comparison import Part, YearComparison, compare_years
from benchmarks import library
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

OLD, NEW = 2022, 2024


@pytest.fixture
def department() -> Department:
    """One surgeon less and two more, thirty deformity operations more, and a clinic."""
    department = make.department()
    stays = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    make.surgeon(department=department, code="S2", leave_year=OLD)
    for code in ("S3", "S4"):
        make.surgeon(department=department, code=code, start_year=2023)
    make.surgeon(department=department, code="S5", start_year=2023, leave_year=2023)
    make.volume(surgeon=stays, year=OLD, technique_family="ube", operations=100)
    make.volume(surgeon=stays, year=NEW, technique_family="ube", operations=100)
    make.volume(surgeon=stays, year=NEW, pathology="DEF", operations=30)
    make.training(surgeon=stays, starts_on=date(2022, 9, 1), ends_on=date(2023, 8, 31))
    make.training(surgeon=stays, pillar="MIS", starts_on=date(2021, 1, 1), ends_on=date(2021, 6, 1))
    make.partnership(department=department, partner="Old house", since_year=2015, until_year=2023,
                     written_since_year=None)  # fmt: skip
    make.partnership(department=department, partner="New house", since_year=2019,
                     written_since_year=2023)  # fmt: skip
    make.clinic(department=department, name="Scoliosis", since_year=2024)
    for year, value in ((OLD, 0), (NEW, 2)):
        make.fact(department=department, year=year, input_id="icu_access", value=value)
        make.fact(department=department, year=year, input_id="mm_conferences", value=12)
    make.fact(department=department, year=OLD, input_id="brace_service", value=1)
    return department


def compared(department: Department, earlier: int = OLD, later: int = NEW) -> YearComparison:
    benchmark = library.load(library.DEFAULT_ID)
    return compare_years(department, TwoYears(earlier, later), benchmark, by_name=False)


def part(comparison: YearComparison, anchor: str) -> Part:
    return next(one for one in comparison.parts if one.anchor == anchor)


def changes(comparison: YearComparison, anchor: str) -> dict[str, tuple[str, str, str]]:
    return {
        line.name: (line.before, line.after, line.change)
        for line in part(comparison, anchor).changed
    }


def test_sentence_counts_surgeons_operations_and_answers(department: Department) -> None:
    assert compared(department).headline == (
        "2024 against 2022: 1 surgeon more, 30 operations more and 2 answers changed."
    )


def test_sentence_says_which_level_changed(department: Department) -> None:
    for name in ("xray_at_all_times", "ct_at_all_times", "mri_available"):
        make.fact(department=department, year=NEW, input_id=name, value=1)
    make.fact(department=department, year=NEW, input_id="specialists_on_call", value=4)
    make.volume(department=department, year=NEW, operations=500)
    for name in ("radiology_department", "emergency_department", "intensive_care_department",
                 "pain_therapy"):  # fmt: skip
        make.fact(department=department, year=NEW, input_id=name, value=1)
    for name in ("registry_percent", "indication_conference_percent"):
        make.fact(department=department, year=NEW, input_id=name, value=60)
    comparison = compared(department)
    assert "Foundation from level 0 to 1" in comparison.headline
    assert "Foundation" in changes(comparison, "levels")


def test_surgeons_who_joined_or_left_are_told_and_the_others_are_folded(
    department: Department,
) -> None:
    surgeons = part(compared(department), "surgeons")
    assert [(line.name, line.change) for line in surgeons.changed] == [
        ("S2", "last year 2022"), ("S3", "joined in 2023"), ("S4", "joined in 2023"),
    ]  # fmt: skip
    # S5 came and went in between and was there in neither year.
    assert [line.name for line in surgeons.unchanged] == ["S1"]


def test_volumes_show_both_numbers_and_their_difference(department: Department) -> None:
    volumes = changes(compared(department), "volumes")
    assert volumes["All spine operations"] == ("100", "130", "+30")
    assert volumes["Deformity"] == ("0", "30", "+30")
    assert "Degenerative" not in volumes


def test_fewer_operations_have_a_minus(department: Department) -> None:
    make.volume(department=department, year=OLD, operations=1500)
    comparison = compared(department)
    assert "1,470 operations fewer" in comparison.headline
    assert changes(comparison, "volumes")["All spine operations"][2] == "−1,470"


def test_estimates_are_never_subtracted(department: Department) -> None:
    batch = make.import_batch(department=department, year=2021)
    make.estimate(batch=batch, low=80, likely=100, high=120)
    comparison = compared(department, 2021, NEW)
    assert "operations that cannot be compared" in comparison.headline
    assert changes(comparison, "volumes")["All spine operations"] == (
        "80–120 (estimate)", "130", "cannot be compared: not counted in both years",
    )  # fmt: skip


def test_trainings_completed_since_the_earlier_year(department: Department) -> None:
    assert changes(compared(department), "training") == {
        "S1: Fellowship": ("–", "2023-08", "completed: Deformity")
    }


def test_partners_and_clinics_that_began_or_ended_and_new_agreements(
    department: Department,
) -> None:
    network = changes(compared(department), "network")
    assert network["Old house (Oncology hospital)"] == ("yes", "–", "ended in 2023")
    assert network["Scoliosis (Deformity)"] == ("–", "yes", "begun in 2024")
    assert network["Written agreement: New house"] == ("–", "2023", "agreed in writing")
    assert "New house (Oncology hospital)" not in network


def test_answers_in_words_old_and_new(department: Department) -> None:
    answers = part(compared(department), "answers")
    changed = {line.name: (line.before, line.after) for line in answers.changed}
    assert changed["Intensive care"] == ("None", "On site")
    assert changed["Brace service"] == ("yes", "not reported")
    assert [line.name for line in answers.unchanged] == ["Morbidity and mortality conferences"]


@pytest.mark.parametrize(
    ("events", "change"),
    [(2, "lower"), (60, "higher"), (25, "cannot tell: the intervals overlap"), (20, "")],
)
def test_rates_differ_only_where_their_intervals_do_not_overlap(
    department: Department, events: int, change: str
) -> None:
    make.outcome(department=department, year=OLD, cases=200, events=20)
    make.outcome(department=department, year=NEW, cases=200, events=events)
    (line,) = part(compared(department), "outcomes").lines
    assert line.change == change
    assert line.before == "10\u00a0% (6.6–14.9) (20/200)"


def test_outcome_of_one_year_only_is_no_difference(department: Department) -> None:
    make.outcome(department=department, year=NEW)
    (line,) = part(compared(department), "outcomes").lines
    assert (line.before, line.change) == ("not reported", "reported in one year only")


def test_year_against_one_just_like_it_has_no_changes() -> None:
    department = make.department()
    for year in (OLD, NEW):
        make.volume(department=department, year=year)
    comparison = compared(department)
    assert [line for one in comparison.parts for line in one.changed] == []
    assert comparison.headline == (
        "2024 against 2022: surgeons, operations, levels and answers are the same."
    )


def page(client: Client, department: Department, query: str = "", role: str = "consultant") -> str:
    client.force_login(make.user(role=role, of=department))
    response = client.get(f"/departments/{department.pk}/years/compare/{query}")
    assert response.status_code == 200
    return response.text


def test_page_compares_the_last_two_recorded_years(client: Client, department: Department) -> None:
    html = page(client, department)
    words = text(html)
    assert "2024 against 2022: 1 surgeon more" in words
    assert "All spine operations 100 130 +30" in words
    assert "1 unchanged line : Surgeons" in words
    assert "Both years are judged by German three-pillar benchmark" in words
    assert faults(html) == []


def test_surgeons_are_named_to_those_who_may_see_names(
    client: Client, department: Department
) -> None:
    assert "Dr Ahorn (S1): Fellowship" in text(page(client, department, role="director"))
    assert "Ahorn" not in page(client, department, role="consultant")


def test_years_are_taken_in_their_order(client: Client, department: Department) -> None:
    assert "2024 against 2022" in text(page(client, department, f"?from={NEW}&to={OLD}"))
    assert "2024 against 2022" in text(page(client, department, f"?from={NEW}&to={NEW}"))


def test_another_benchmark_judges_both_years(client: Client, department: Department) -> None:
    words = text(page(client, department, "?benchmark=de-lg28@1.0"))
    assert "Both years are judged by German service group 28" in words


@pytest.mark.parametrize("query", ["?from=1999", "?to=2023", "?from=x", "?to=9999999999999"])
def test_year_without_records_is_not_found(
    client: Client, department: Department, query: str
) -> None:
    client.force_login(make.user(role="consultant", of=department))
    address = f"/departments/{department.pk}/years/compare/{query}"
    assert client.get(address).status_code == 404


def test_with_one_recorded_year_the_page_says_what_is_missing(client: Client) -> None:
    department = make.department()
    make.volume(department=department, year=NEW)
    html = page(client, department)
    assert "There are no two years to compare yet." in text(html)
    assert faults(html) == []


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_hostile_names_stay_text_in_every_language(
    client: Client, department: Department, language: str
) -> None:
    bad = "<img src=x onerror=alert(1)>"
    make.partnership(department=department, partner=bad, since_year=NEW, written_since_year=NEW)
    client.force_login(make.user(role="director", of=department))
    html = client.get(
        f"/departments/{department.pk}/years/compare/", headers={"accept-language": language}
    ).text
    assert "<img" not in html
    assert text(html).count(bad) == 2
    assert faults(html) == []
