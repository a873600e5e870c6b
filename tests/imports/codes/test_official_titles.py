"""Official titles beside the codes of an import, from the list that fits its year."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.files.source_files import SourceFile
from assessments.models import Department, ImportBatch, OfficialList
from tests import factories as make

pytestmark = pytest.mark.django_db

TITLE = "Beispiel <einer> Operation"
CODES = [("5-831.0", TITLE, "T"), ("5-83z.0", "Beispiel für Neues", "T")]


@pytest.fixture
def department() -> Department:
    return make.department()


def of_codes(department: Department, year: int = 2024, system: str = "") -> ImportBatch:
    parsed = read_file(b"code;count\n5-831.0;120\n5-83z.0;7\n5-839.60;9\n", system=system)
    user = make.user(role="director", of=department)
    return imports.propose(user=user, department=department, parsed=parsed, year=year)


def of_cases(department: Department, data: bytes) -> ImportBatch:
    return case_imports.propose(
        user=make.user(role="director", of=department),
        department=department,
        files=[SourceFile("cases.csv", data)],
    )


def shown(client: Client, page: str, batch: ImportBatch) -> str:
    client.force_login(make.user(role="consultant", of=batch.department))
    text = client.get(reverse(page, args=[batch.pk])).content.decode()
    assert "<einer>" not in text
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def test_preview_shows_titles_and_falls_back_to_our_labels(
    client: Client, department: Department
) -> None:
    make.official_list(year=2024, codes=CODES)
    text = shown(client, "import_preview", of_codes(department))
    assert f"5-831.0 120 {TITLE} official title, OPS 2024" in text
    # Known to the list alone.
    assert "Beispiel für Neues official title, OPS 2024" in text
    assert "5-839.60 9 Bony decompression, 1 segment 5-839.60" in text


def test_preview_of_a_case_list_says_what_codes_without_a_row_are(
    client: Client, department: Department
) -> None:
    make.official_list(year=2024, codes=CODES)
    cases = b"case;date;code\n1;2024-03-05;5-831.0\n2;2024-03-06;5-83z.0\n3;2024-03-06;5-83z.1\n"
    text = shown(client, "import_preview", of_cases(department, cases))
    assert "5-83z.0 1 Beispiel für Neues official title, OPS 2024 Inside a spine chapter" in text
    assert "5-83z.1 1 – Inside a spine chapter" in text


def test_explanation_shows_titles_too(client: Client, department: Department) -> None:
    make.official_list(year=2024, codes=CODES)
    cases = b"case;date;code\n1;2024-03-05;5-831.0\n2;2024-03-06;5-839.60\n"
    text = shown(client, "import_explain", of_cases(department, cases))
    assert f"{TITLE} official title, OPS 2024" in text
    assert "Bony decompression, 1 segment Degenerative" in text


@pytest.mark.parametrize(
    ("loaded", "used"),
    [((2024, 2025), 2024), ((2023, 2025), 2025), ((2022, 2027), 2022), ((2021, 2027), None)],
)
def test_nearest_year_fits_up_to_two_years_away(
    client: Client, department: Department, loaded: tuple[int, ...], used: int | None
) -> None:
    for year in loaded:
        make.official_list(year=year, codes=CODES)
    found: Any = OfficialList.objects.fitting("OPS", 2024)
    assert (found and found.year) == used
    text = shown(client, "import_preview", of_codes(department))
    assert (f"official title, OPS {used}" in text) is (used is not None)
    assert ("Disc excision" in text) is (used is None)


def test_other_systems_have_no_official_list(department: Department) -> None:
    make.official_list(year=2024, codes=CODES)
    assert OfficialList.objects.fitting("ICD9CM3", 2024) is None
