"""The grid as a director fills it in without script: cells, rows, years, sums, questions."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessments.models import Department, Draft, ProcedureVolume, Surgeon, User
from assessments.profile.volumes.reading.categories import Category
from tests import factories as make
from tests.pages.markup import faults, text
from tests.profile.volumes.grid import OPEN_DISC, TUBULAR, TUMOUR, GridPage, cell, counts, director

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit")


@pytest.fixture
def user(department: Department) -> User:
    return director(department, language="en")


@pytest.fixture
def page(department: Department, user: User) -> GridPage:
    make.volume(department=department, year=2024, operations=100)
    return GridPage(department, user)


def test_typed_numbers_are_saved_and_shown(page: GridPage, department: Department) -> None:
    page.send({cell(2023): "90", cell(2024): "110"})
    assert "2 cells were saved." in page.html
    assert counts(department) == {cell(2023): 90, cell(2024): 110}
    assert page.fields[cell(2023).name] == ["90"]


def test_cleared_cell_is_no_record_and_zero_is_one(page: GridPage, department: Department) -> None:
    page.send({cell(2024): " ", cell(2023): "0"})
    assert counts(department) == {cell(2023): 0}


def test_saving_what_was_opened_changes_nothing(page: GridPage, department: Department) -> None:
    page.send()
    assert "Nothing was changed." in page.html
    assert ProcedureVolume.history.count() == 1


@pytest.mark.parametrize(
    "typed", ["1.234", "1,234", "1 234", "1\u202f234", "1'234", "１２３４", "１，２３４", "1234.0"]
)
@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_numbers_of_any_spreadsheet_are_understood(
    department: Department, typed: str, language: str
) -> None:
    page = GridPage(department, director(department, language=language))
    page.send({cell(2023): typed})
    assert counts(department) == {cell(2023): 1234}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("many", "is not a number"),
        ("12.5", "whole number"),
        ("-3", "0 or more"),
        ("20001", "at most 20,000"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("9" * 10_000, "at most 20,000"),
    ],
)
def test_what_is_no_number_is_refused_at_its_cell_and_kept(
    page: GridPage, department: Department, typed: str, said: str
) -> None:
    html = page.send({cell(2023): "80", cell(2022): typed})
    assert said in html
    assert "<script>alert" not in html
    assert f'href="#{cell(2022).name}"' in html
    assert page.fields[cell(2022).name] == [typed]
    assert page.fields[cell(2023).name] == ["80"]
    assert faults(html) == []
    assert counts(department) == {cell(2024): 100}


def test_year_to_come_is_refused(page: GridPage, department: Department) -> None:
    ahead = timezone.localdate().year + 1
    html = page.send({cell(ahead): "10"})
    assert f"{ahead}, Degenerative" in html
    assert counts(department) == {cell(2024): 100}


def test_fields_that_are_no_cells_are_ignored(page: GridPage, department: Department) -> None:
    forged = {"n-2024-DEG.x.open..": "5", "n-2024-DEG..open.ube.": "5", "n-x": "5"}
    page.send(None, **forged)
    assert counts(department) == {cell(2024): 100}


def test_row_of_another_category_is_added_without_saving(
    page: GridPage, department: Department
) -> None:
    page.send({cell(2023): "95"}, add="yes", category=TUMOUR.key)
    assert page.fields[cell(2023).name] == ["95"]
    assert page.fields[cell(2024, TUMOUR).name] == [""]
    assert counts(department) == {cell(2024): 100}
    page.send({cell(2024, TUMOUR): "4"})
    assert counts(department) == {cell(2023): 95, cell(2024): 100, cell(2024, TUMOUR): 4}


def test_earlier_years_are_shown_with_what_was_typed(
    page: GridPage, department: Department
) -> None:
    make.volume(department=department, year=2016, operations=80)
    page.send({cell(2024): "104"}, show="yes", first="2015")
    assert page.fields[cell(2016).name] == ["80"]
    assert page.fields[cell(2024).name] == ["104"]
    page.send({cell(2016): "82", cell(2015): "79"})
    assert counts(department) == {cell(2015): 79, cell(2016): 82, cell(2024): 104}


def test_sums_count_what_is_typed_what_surgeons_did_and_half_years(
    page: GridPage, department: Department
) -> None:
    make.volume(surgeon=make.surgeon(department=department), year=2024, operations=30)
    make.volume(department=department, year=2024, half=1, pathology="TUM", operations=7)
    html = text(page.send({cell(2024): "1200"}, show="yes", first="2024"))
    this_year = timezone.localdate().year
    nothing = " –" * (this_year - 2024)
    assert f"Degenerative, all 1,230{nothing}" in html
    assert f"Tumour, all 7{nothing}" in html
    assert f"for the department as a whole 1,207{nothing}" in html
    assert f"Surgeons together 30{nothing}" in html
    assert f"All operations 1,237{nothing}" in html


def test_half_years_are_shown_as_sum_and_not_edited(page: GridPage, department: Department) -> None:
    for half in (1, 2):
        make.volume(department=department, year=2023, half=half, operations=20 * half)
    html = page.open()
    assert "60 in half-years" in text(html)
    assert cell(2023).name not in page.fields


def test_hidden_count_says_so_until_a_number_is_typed(
    page: GridPage, department: Department
) -> None:
    make.volume(department=department, year=2024, pathology="TUM", operations=2, suppressed=True)
    assert "hidden: 1 to 3" in page.open()
    assert "hidden: 1 to 3" not in page.send({cell(2024, TUMOUR): "3"})
    assert not ProcedureVolume.objects.filter(suppressed=True).exists()


def test_estimates_stand_below_and_are_not_edited(page: GridPage, department: Department) -> None:
    make.estimate(department=department, year=2023, low=480, likely=500, high=520)
    undone = make.import_batch(department=department, year=2022, status="undone")
    make.estimate(batch=undone, low=7, likely=7, high=7)
    html = text(page.open())
    assert "Spine operations – 480–520 –" in html


def test_jump_is_asked_about_and_saved_once_it_is_right(
    page: GridPage, department: Department
) -> None:
    html = text(page.send({cell(2025): "310"}))
    assert "310 in 2025 after 100 in 2024." in html
    assert counts(department) == {cell(2024): 100}
    assert page.fields[cell(2025).name] == ["310"]
    page.send(sure=page.fields["asked"])
    assert counts(department) == {cell(2024): 100, cell(2025): 310}


def test_answer_to_a_jump_does_not_hold_for_another_number(
    page: GridPage, department: Department
) -> None:
    page.send({cell(2025): "310"})
    html = text(page.send({cell(2025): "400"}, sure=page.fields["asked"]))
    assert "400 in 2025 after 100 in 2024." in html
    assert counts(department) == {cell(2024): 100}


def test_all_jumps_are_confirmed_with_one_mark(page: GridPage, department: Department) -> None:
    page.send({cell(2023): "10", cell(2025): "310"})
    assert len(page.fields["asked"]) == 2
    page.send(sure_all="yes")
    assert counts(department) == {cell(2023): 10, cell(2024): 100, cell(2025): 310}


@pytest.mark.parametrize("operations", ["50", "150", "91"])
def test_change_of_no_more_than_half_or_of_few_operations_is_not_asked_about(
    page: GridPage, department: Department, operations: str
) -> None:
    make.volume(department=department, year=2024, pathology="TUM", operations=2)
    page.open()
    page.send({cell(2025): operations, cell(2025, TUMOUR): "11"})
    assert counts(department)[cell(2025)] == int(operations)
    assert counts(department)[cell(2025, TUMOUR)] == 11


def test_jumps_on_record_are_not_asked_about_again(page: GridPage, department: Department) -> None:
    make.volume(department=department, year=2025, operations=900)
    page.open()
    page.send({cell(2023): "101"})
    assert counts(department)[cell(2023)] == 101


def test_operations_outside_the_surgeons_time_are_asked_about(
    department: Department, user: User
) -> None:
    surgeon = make.surgeon(department=department, code="S7", start_year=2023)
    page = GridPage(department, user, surgeon)
    html = text(page.send({cell(2022): "5", cell(2024): "6"}))
    assert "S7 has been in the department since 2023." in html
    assert "Operations are entered for 2022." in html
    page.send(sure=page.fields["asked"])
    assert counts(department, surgeon) == {cell(2022): 5, cell(2024): 6}


def test_disputed_cells_are_chosen_one_by_one(
    page: GridPage, department: Department, user: User
) -> None:
    other = director(department, first_name="Bo", last_name="Linde", language="en")
    GridPage(department, other).send({cell(2024): "120", cell(2023): "115", cell(2022): "118"})
    html = text(page.send({cell(2024): "130", cell(2023): "111"}))
    assert "before: 100 Yours: 130" in html
    assert "Theirs: 120 Bo Linde" in html
    assert faults(page.html) == []
    assert counts(department)[cell(2024)] == 120

    # Unanswered, the question comes again.
    assert "Yours: 130" in text(page.send())
    choice = {f"take-{cell(2024).name}": "mine", f"take-{cell(2023).name}": "theirs"}
    html = page.send(None, **choice)
    assert "1 cell was saved." in html
    assert counts(department) == {cell(2022): 118, cell(2023): 115, cell(2024): 130}


def test_choice_made_about_an_older_value_is_asked_again(
    page: GridPage, department: Department
) -> None:
    rival = GridPage(department, director(department, language="en"))
    rival.send({cell(2024): "120"})
    page.send({cell(2024): "130"})
    rival.send({cell(2024): "125"})
    html = text(page.send(None, **{f"take-{cell(2024).name}": "mine"}))
    assert "before: 120 Yours: 130 Theirs: 125" in html
    assert counts(department) == {cell(2024): 125}


def test_draft_comes_back_and_is_gone_once_saved(
    page: GridPage, department: Department, user: User
) -> None:
    fields = page.fields | {cell(2025).name: "99", "draft_path": page.address}
    page.client.post("/drafts/", fields)
    page.open()
    assert page.fields[cell(2025).name] == ["99"]
    assert "It is not saved yet" in page.html
    page.send()
    assert counts(department) == {cell(2024): 100, cell(2025): 99}
    assert not Draft.objects.exists()


def test_drafts_of_two_surgeons_are_apart(department: Department, user: User) -> None:
    first, second = (make.surgeon(department=department) for _number in range(2))
    page = GridPage(department, user, first)
    page.client.post("/drafts/", {cell(2024).name: "7", "draft_path": page.address})
    assert cell(2024).name in page.open()
    assert cell(2024).name not in GridPage(department, user, second).fields


@pytest.mark.parametrize("surgeon", ["0", "x", "stranger"])
def test_surgeon_of_another_department_is_not_found(
    page: GridPage, department: Department, surgeon: str
) -> None:
    key = str(make.surgeon().pk) if surgeon == "stranger" else surgeon
    address = f"/departments/{department.pk}/volumes/?surgeon={key}"
    assert page.client.get(address).status_code == 404
    assert page.client.post(address).status_code == 404


def test_reader_sees_numbers_without_fields(department: Department) -> None:
    make.volume(department=department, year=2024, operations=100)
    reader = GridPage(department, make.user(role="consultant", of=department))
    assert "100" in text(reader.html)
    assert not [name for name in reader.fields if name.startswith("n-")]
    assert "Save the volumes" not in reader.html
    assert faults(reader.html) == []


def test_reader_who_may_not_see_names_sees_codes(department: Department, user: User) -> None:
    surgeon = make.surgeon(department=department, code="S7", name="Dr Ahorn")
    assert "Volumes: Dr Ahorn (S7)" in text(GridPage(department, user, surgeon).html)
    reader = GridPage(department, make.user(role="consultant", of=department), surgeon)
    assert "Volumes: S7" in text(reader.html)
    assert "Ahorn" not in reader.html


def test_every_cell_is_named_by_pathology_category_and_year(page: GridPage) -> None:
    name = f'aria-labelledby="pDEG r-{OPEN_DISC.key} y2024"'
    assert name in page.html
    assert faults(page.html) == []


def test_unusual_category_on_record_is_shown_too(page: GridPage, department: Department) -> None:
    unusual = Category("INF", "other", "MIS", "augmentation", "")
    named = dict(
        zip(("pathology", "group", "technique", "technique_family"), unusual, strict=False)
    )
    make.volume(department=department, year=2024, **named)
    page.open()
    assert cell(2024, unusual).name in page.fields


def test_department_without_any_volume_is_told_what_to_do(user: User) -> None:
    empty = make.department()
    make.membership(user=user, role="director", of=empty)
    page = GridPage(empty, user)
    assert "Choose a category below" in page.html
    page.send(None, add="yes", category=TUBULAR.key)
    page.send({cell(2024, TUBULAR): "12"})
    assert counts(empty) == {cell(2024, TUBULAR): 12}


def test_name_of_a_surgeon_is_text_wherever_it_stands(department: Department, user: User) -> None:
    surgeon: Surgeon = make.surgeon(department=department, name="<script>alert(1)</script>")
    page = GridPage(department, user, surgeon)
    assert "<script>alert" not in page.html
