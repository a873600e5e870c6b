"""The page that starts a year, as a director uses it, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Department, FacilityFact
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

OLD, NEW = 2023, 2024


@pytest.fixture
def department() -> Department:
    department = make.department()
    make.fact(department=department, year=OLD, input_id="icu_access", value=2)
    make.fact(department=department, year=OLD, input_id="navigation", value=1)
    make.fact(department=department, year=OLD, input_id="specialists_on_call", value=3)
    make.fact(department=department, year=OLD, input_id="mm_conferences", value=12)
    make.fact(department=department, year=OLD, input_id="registry_percent", value=450)
    return department


@pytest.fixture
def director(client: Client, department: Department) -> Client:
    client.force_login(make.user(role="director", of=department))
    return client


def address(department: Department) -> str:
    return f"/departments/{department.pk}/years/new/"


def start(client: Client, department: Department, **fields: Any) -> str:
    defaults = {"year": str(NEW), "groups": ["structure-standing"]}
    page = f"{address(department)}?from={OLD}"
    return client.post(page, defaults | fields, follow=True).text


def copied(department: Department) -> set[str]:
    facts = FacilityFact.objects.filter(department=department, year=NEW)
    return set(facts.values_list("input_id", flat=True))


def test_what_describes_the_house_is_marked_and_what_was_counted_is_not(
    director: Client, department: Department
) -> None:
    html = director.get(address(department)).text
    words = text(html)
    assert faults(html) == []
    assert "Begin the new year with the answers of 2023" in words
    assert "Structure: yes or no, and stages (2 answers)" in words
    assert "Spinal navigation yes" in words
    assert "Structure: counts and percentages (1 answer)" in words
    assert "Process: counts and percentages (1 answer)" in words  # 450 % cannot be right
    marked = [line for line in html.split("<input") if "checked" in line]
    assert len(marked) == 1
    assert 'value="structure-standing"' in marked[0]


def test_answers_are_copied_and_the_department_says_so(
    director: Client, department: Department
) -> None:
    words = text(start(director, department))
    assert copied(department) == {"icu_access", "navigation"}
    assert "2 answers copied from 2023; check them." in words
    assert "2 answers of 2024 were copied from 2023 and are unchanged since." in words


def test_copying_can_be_undone_from_the_departments_page(
    director: Client, department: Department
) -> None:
    start(director, department)
    undo = f"/departments/{department.pk}/years/{NEW}/undo/"
    words = text(director.post(undo, {"source": str(OLD)}, follow=True).text)
    assert copied(department) == set()
    assert "2 copied answers were removed; what was changed since stays." in words
    assert "were copied from 2023" not in words
    for nothing in ("²", "9" * 5000, ""):
        assert "Nothing was removed" in text(
            director.post(undo, {"source": nothing}, follow=True).text
        )
    far = f"/departments/{department.pk}/years/{'9' * 30}/undo/"
    assert director.post(far, {"source": str(OLD)}).status_code == 404


def test_answers_that_were_there_are_counted_as_kept(
    director: Client, department: Department
) -> None:
    make.fact(department=department, year=NEW, input_id="navigation", value=0)
    words = text(start(director, department))
    assert "1 answer copied from 2023; check it." in words
    assert "1 answer of 2024 was there already and stays as it is." in words
    assert "Nothing was copied: 2024 has all these answers already." in text(
        start(director, department)
    )


def test_full_width_digits_are_a_year(director: Client, department: Department) -> None:
    start(director, department, year="２０２４")
    assert copied(department) == {"icu_access", "navigation"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"year": ""}, "Write the year, such as 2024."),
        ({"year": "next"}, "“next” is not a number."),
        ({"year": str(timezone.localdate().year + 1)}, "has not begun."),
        ({"year": str(OLD)}, "choose a year after 2023"),
        ({"year": "9" * 5000}, "no more than 4 digits"),
        ({"groups": []}, "Choose at least one group of answers."),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(
    director: Client, department: Department, fields: dict[str, Any], message: str
) -> None:
    html = start(director, department, **fields)
    assert "The year was not started" in text(html)
    assert message in text(html)
    assert faults(html) == []
    assert copied(department) == set()
    if fields.get("year"):
        assert f'value="{fields["year"]}"' in html


def test_another_earlier_year_can_be_chosen(director: Client, department: Department) -> None:
    make.fact(department=department, year=OLD - 1, input_id="embolisation", value=1)
    html = director.get(f"{address(department)}?from={OLD - 1}").text
    assert "Begin the new year with the answers of 2022" in text(html)
    assert f'value="{OLD}"' in html  # the year after is proposed
    assert director.get(f"{address(department)}?from=1999").status_code == 404
    assert director.get(f"{address(department)}?from=x").status_code == 404


def test_answers_to_questions_of_other_benchmarks_can_be_copied_too(
    director: Client, department: Department
) -> None:
    make.fact(department=department, year=OLD, input_id="neurosurgery", value=1)  # service group
    start(director, department)
    assert "neurosurgery" in copied(department)


def test_without_earlier_answers_the_page_says_what_to_do(client: Client) -> None:
    department = make.department()
    client.force_login(make.user(role="editor", of=department))
    html = client.get(address(department)).text
    assert "There is no earlier year with answers to start from." in text(html)
    assert faults(html) == []


def test_consultant_reads_what_was_copied_and_is_not_offered_to_undo_it(
    client: Client, department: Department
) -> None:
    start_as = make.user(role="director", of=department)
    client.force_login(start_as)
    start(client, department)
    client.force_login(make.user(role="consultant", of=department))
    html = client.get(f"/departments/{department.pk}/?year={NEW}").text
    assert "2 answers of 2024 were copied from 2023" in text(html)
    assert "/undo/" not in html
    assert "/years/new/" not in html
