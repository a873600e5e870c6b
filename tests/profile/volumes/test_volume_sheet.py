"""A whole table pasted into the page: read by names and years, refused with row and reason."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from assessments.models import Department
from assessments.profile.volumes.forms.sheet import SheetProblem, read_sheet, sheet_text
from assessments.profile.volumes.reading.categories import offered
from tests import factories as make
from tests.pages.markup import faults
from tests.profile.volumes.grid import OPEN_DISC, TUBULAR, TUMOUR, GridPage, cell, counts, director

pytestmark = pytest.mark.django_db
DISC, TUBE = OPEN_DISC.full_label, TUBULAR.full_label


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def page(department: Department) -> GridPage:
    make.volume(department=department, year=2024, operations=100)
    return GridPage(department, director(department, language="en"))


def test_table_fills_cells_which_are_saved_afterwards(
    page: GridPage, department: Department
) -> None:
    make.volume(department=department, year=2019, operations=70)
    table = f"Category\t2019\t2024\n{DISC}\t75\t\n{TUBE}\t１.２００\t1,250\n"
    page.send(None, fill="yes", sheet=table)
    assert counts(department) == {cell(2019): 70, cell(2024): 100}
    assert page.fields[cell(2024).name] == [""]
    page.send()
    assert counts(department) == {
        cell(2019): 75,
        cell(2019, TUBULAR): 1200,
        cell(2024, TUBULAR): 1250,
    }


def test_number_that_cannot_be_read_stands_at_its_cell(
    page: GridPage, department: Department
) -> None:
    page.send(None, fill="yes", sheet=f"\t2024\n{DISC}\tabout 90")
    assert page.fields[cell(2024).name] == ["about 90"]
    assert "is not a number" in page.html
    page.send()
    assert counts(department) == {cell(2024): 100}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "Paste a table first"),
        ("Category\t2023\n", "Paste a table first"),
        (f"Category\n{DISC}", "each year once"),
        (f"Category\t2023\t2023\n{DISC}", "each year once"),
        (f"Category\t2023\t2999\n{DISC}", "“2999” in the first row is no year"),
        (f"Category\tmany\n{DISC}", "“many” in the first row is no year"),
        (f"Category\t2023\n{DISC}\t1\t2", "Row 2 has too many columns"),
        ("Category\t2023\nKnees\t1", "Row 2: “Knees” is no category"),
        (f"Category\t2023\n{DISC}\t1\n{DISC}\t2", "Row 3"),
    ],
)
def test_table_without_a_place_in_the_grid_is_refused_whole(
    page: GridPage, department: Department, table: str, said: str
) -> None:
    html = page.send(None, fill="yes", sheet=table)
    assert said in html
    assert 'href="#sheet"' in html
    assert faults(html) == []
    assert page.fields[cell(2023).name] == [""]


def test_sheet_of_another_width_and_case_is_the_same_category() -> None:
    assert read_sheet(f"\t２０２４\n {DISC.upper()} \t5", [], 2025) == {cell(2024): "5"}


def test_years_to_come_are_refused() -> None:
    with pytest.raises(SheetProblem, match="2026"):
        read_sheet(f"\t2026\n{DISC}\t1", [], 2025)


@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_template_pasted_back_is_the_grid_in_every_language(language: str) -> None:
    with override(language):
        rows = [(one, ["1", ""]) for _label, group in offered() for one in group]
        read = read_sheet(sheet_text([2023, 2024], rows), [], 2025)
    assert read == {
        cell(year, category): text
        for category, texts in rows
        for year, text in zip([2023, 2024], texts, strict=True)
    }
    assert cell(2024, TUMOUR) in read
