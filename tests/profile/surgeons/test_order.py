"""Surgeons are listed in the order of the numbers in their codes, on every page and sheet."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from assessments.models import Department
from assessments.models.surgeon import code_order
from tests import factories as make
from tests.factories import YEAR

WANTED = ["S1", "S2", "S10"]


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        (["S10", "S2", "S1"], WANTED),
        (["b1", "A2", "a10"], ["A2", "a10", "b1"]),
        (["S1b", "S1", "S1a"], ["S1", "S1a", "S1b"]),
        (["7", "Chef", "12"], ["7", "12", "Chef"]),
        (["S01", "S1", "S001"], ["S001", "S01", "S1"]),
        (["医2", "医10", ""], ["", "医2", "医10"]),
    ],
)
def test_codes_sort_as_people_count(codes: list[str], wanted: list[str]) -> None:
    assert sorted(codes, key=code_order) == wanted


@pytest.fixture
def department(db: None) -> Department:
    department = make.department()
    for code in ("S10", "S2", "S1"):
        surgeon = make.surgeon(department=department, code=code)
        make.training(surgeon=surgeon)
        make.certificate(surgeon=surgeon)
        make.volume(surgeon=surgeon, year=YEAR, technique_family="ube", operations=5)
    return department


@pytest.mark.parametrize(
    ("page", "after"),
    [
        ("sections/surgeons/", 'id="surgeons"'),
        ("sections/surgeons/", 'id="certificates"'),
        ("sections/training/", 'id="training"'),
        ("records/trainings/new/", 'name="surgeon"'),
        ("", 'id="surgeons"'),
        ("", 'id="training"'),
        (f"gap/{YEAR}/", 'id="surgeons"'),
        ("volumes/", 'name="surgeon"'),
    ],
)
def test_every_list_of_surgeons_has_that_order(
    department: Department, page: str, after: str
) -> None:
    client = Client()
    client.force_login(make.user(role="director", of=department))
    text = client.get(f"/departments/{department.pk}/{page}").text
    found = re.findall(r">\s*(S\d+)\s*<", text.split(after, 1)[1])
    assert found[:3] == WANTED
