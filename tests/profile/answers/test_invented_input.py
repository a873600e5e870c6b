"""A measure added to a benchmark's definition needs no code: its input is asked on the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from assessments.models import Department, FacilityFact
from benchmarks import library
from tests import factories as make
from tests.factories import YEAR
from tests.pages import markup
from tests.profile.answers.filling import address, fill_in, opened

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[2] / "data"
BENCHMARK = "small@1.0"


@pytest.fixture(autouse=True)
def _definition_on_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Makes the library read a folder with one more benchmark."""
    folder = tmp_path / "definitions"
    shutil.copytree(library.DEFINITIONS, folder)
    (folder / "small").mkdir()
    (folder / "small" / "1.0.toml").write_text(
        "".join(
            (DATA / name).read_text(encoding="utf-8")
            for name in ("small_definition.toml", "invented_measures.toml")
        ),
        encoding="utf-8",
    )
    for function in (library.versions.__wrapped__, library.latest, library.load, library.digest):
        defaults = function.__defaults__ or ()
        moved = tuple(folder if value == library.DEFINITIONS else value for value in defaults)
        monkeypatch.setattr(function, "__defaults__", moved)
    library.versions.cache_clear()
    yield
    library.versions.cache_clear()


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def browser(department: Department) -> Client:
    client = Client()
    client.force_login(make.user(role="director", of=department))
    return client


def test_invented_inputs_are_asked_answered_and_judged(
    browser: Client, department: Department
) -> None:
    path = address(department, benchmark=BENCHMARK)

    page = browser.get(path)
    shown = markup.text(page.text)
    assert markup.faults(page.text) == []
    assert "0 of 4 questions are answered for 2024; 4 are still missing." in shown
    assert "Operations with a <robot>" in shown
    assert "Share of screw placements & checks done with a robot. From 0 to 100." in shown
    assert "Guides the hand Moves by itself not reported" in shown
    assert "Counts for Robot share" in shown

    refused = fill_in(browser, path, {"answer-robot_percent": "101"})
    assert list(refused.context["form"].errors) == ["answer-robot_percent"]
    done = fill_in(browser, path, {"answer-robot_percent": "37,5", "answer-robot_kind": "1"})
    assert "2 answers were saved; 2 are still missing." in markup.text(done.text)
    assert opened(browser, path)["answer-robot_percent"] == "37.5"

    report = f"/departments/{department.pk}/gap/{YEAR}/report.json?benchmark={BENCHMARK}"
    measures = {one["id"]: one for one in browser.get(report).json()["measures"]}
    assert (measures["def_robot"]["value"], measures["def_robot"]["level"]) == (37.5, 1)
    assert (measures["def_robot_kind"]["value"], measures["def_robot_kind"]["level"]) == (1, 1)


def test_part_larger_than_its_whole_is_told_with_both_names_and_nothing_is_saved(
    browser: Client, department: Department
) -> None:
    path = address(department, benchmark=BENCHMARK)
    typed = {"answer-robot_failures": "12", "answer-robot_operations": "1０"}

    page = fill_in(browser, path, typed | {"answer-robot_percent": "30"})

    error = (
        "“Robot failures” (12) cannot be more than “Robot operations” (10). Correct one of the two."
    )
    assert page.context["form"].errors == {"answer-robot_failures": [error]}
    assert '<a href="#id_answer-robot_failures">' in page.text
    assert page.context["form"]["answer-robot_operations"].value() == "1０"
    assert not FacilityFact.objects.exists()

    page = fill_in(browser, path, typed | {"answer-robot_operations": "120"})
    assert "2 answers were saved; 2 are still missing." in markup.text(page.text)
