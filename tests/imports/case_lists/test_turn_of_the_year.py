"""No year on record is replaced by the few operations that spilled over from the next one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from assessments.imports.batches.services import steps as import_steps
from assessments.imports.batches.services.refusals import WouldShrink
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.files.source_files import SourceFile
from assessments.models import Department, ImportBatch, ProcedureVolume, User
from tests import factories
from tests.imports.case_lists.lists import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


def case_list(*days: date, start: int = 0) -> list[SourceFile]:
    """One disc operation a day, with its main diagnosis."""
    rows = "".join(
        f"K{number:04};{day};5-831.0;M51.1\n" for number, day in enumerate(days, start=start)
    )
    return files(cases="case_id;op_date;procedures;main_dx\n" + rows)


def through(year: int, operations: int) -> list[date]:
    """Days spread over a whole year."""
    return [date(year, 1, 3) + timedelta(days=at * 360 // operations) for at in range(operations)]


# As § 21 sets are: by discharge, so the set of 2025 begins with patients of December 2024.
SET_2024 = case_list(*through(2024, 60))
LATE = [date(2024, 12, 28), date(2024, 12, 30), date(2024, 12, 31)]
SET_2025 = case_list(*LATE, *through(2025, 60), start=500)


def imported(user: User, department: Department, sources: list[SourceFile]) -> ImportBatch:
    batch = case_imports.propose(user=user, department=department, files=sources)
    return case_imports.confirm(user=user, batch=batch)


def recorded(department: Department) -> dict[int, int]:
    volumes = ProcedureVolume.objects.filter(department=department).order_by()
    return dict(volumes.values_list("year").annotate(operations=Sum("operations")))


def command(department: Department, folder: Path, sources: list[SourceFile], *args: str) -> str:
    paths = []
    for source in sources:
        path = folder / source.name
        path.write_bytes(source.data)
        paths.append(str(path))
    written = folder / "preview.json"
    call_command(
        "import_volumes",
        *paths,
        "--department",
        str(department.pk),
        "--json",
        str(written),
        *args,
    )
    return written.read_text(encoding="utf-8")


def test_set_of_the_next_year_leaves_the_year_on_record_alone(
    department: Department, director: User
) -> None:
    imported(director, department, SET_2024)
    imported(director, department, SET_2025)
    assert recorded(department) == {2024: 60, 2025: 60}


def test_preview_names_the_year_left_out_first(
    client: Client, department: Department, director: User
) -> None:
    imported(director, department, SET_2024)
    batch = case_imports.propose(user=director, department=department, files=SET_2025)
    client.force_login(director)
    page = client.get(reverse("import_preview", args=[batch.pk])).text
    assert "2024 is left out: the files hold only 3 operations of it, in December." in page
    assert page.index("2024 is left out") < page.index("Confirm the import")


def test_year_that_shrinks_needs_a_second_confirmation_that_names_both_numbers(
    client: Client, department: Department, director: User
) -> None:
    imported(director, department, SET_2024)
    batch = case_imports.propose(user=director, department=department, files=SET_2025)
    case_imports.choose(
        user=director, batch=batch, departments=[""], years=[2024, 2025], surgeons={}
    )
    client.force_login(director)
    page = client.get(reverse("import_preview", args=[batch.pk])).text
    assert "Yes, replace the 60 recorded operations of 2024 by 3" in page
    confirm = reverse("import_confirm", args=[batch.pk])
    refused = client.post(confirm, follow=True).text
    assert "2024: 3 instead of 60 operations" in refused
    assert recorded(department) == {2024: 60}
    client.post(confirm, {"smaller": ["2025", "x"]})
    assert recorded(department) == {2024: 60}
    client.post(confirm, {"smaller": "2024"})
    assert recorded(department) == {2024: 3, 2025: 60}


@pytest.mark.parametrize(("new", "is_refused"), [(41, False), (40, False), (39, True)])
def test_a_third_less_is_the_bound(
    department: Department, director: User, new: int, is_refused: bool
) -> None:
    imported(director, department, SET_2024)
    batch = case_imports.propose(
        user=director, department=department, files=case_list(*through(2024, new), start=900)
    )
    if is_refused:
        with pytest.raises(WouldShrink):
            case_imports.confirm(user=director, batch=batch)
    else:
        case_imports.confirm(user=director, batch=batch)
    assert recorded(department) == {2024: 60 if is_refused else new}


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        ([*LATE, *through(2025, 60)], [2025]),
        ([*through(2024, 60), date(2025, 1, 2)], [2024]),
        # Spread over its year it is a small year, not a spilt one.
        ([*through(2024, 12), *through(2025, 60)], [2024, 2025]),
        # A third of the year beside it is no spill.
        ([*[date(2024, 12, 1)] * 20, *through(2025, 60)], [2024, 2025]),
        ([*LATE], [2024]),
    ],
)
def test_only_what_spilled_over_is_left_out(
    department: Department, director: User, days: list[date], taken: list[int]
) -> None:
    batch = case_imports.propose(user=director, department=department, files=case_list(*days))
    assert CaseListDetails.read(batch).years == taken


def test_command_takes_a_spilt_or_smaller_year_only_by_name(
    department: Department, tmp_path: Path
) -> None:
    administrator = factories.administrator()
    imported(administrator, department, SET_2024)
    found = json.loads(command(department, tmp_path, SET_2025, "--dry-run"))
    assert found["years_taken"] == [2025]
    years = {one["year"]: one for one in found["completeness"]["years"]}
    assert years[2024] | {"months": []} == {
        "year": 2024,
        "operations": 3,
        "recorded": 60,
        "is_taken": False,
        "is_sparse": True,
        "months": [],
        "months_without": [],
    }
    assert years[2024]["months"] == [0] * 11 + [3]
    command(department, tmp_path, SET_2025)
    assert recorded(department) == {2024: 60, 2025: 60}
    fewer = case_list(*through(2025, 20), start=900)
    with pytest.raises(CommandError, match="2025: 20 instead of 60 operations") as error:
        command(department, tmp_path, fewer)
    assert error.value.returncode == 1
    assert recorded(department) == {2024: 60, 2025: 60}
    command(department, tmp_path, fewer, "--years", "2025")
    assert recorded(department) == {2024: 60, 2025: 20}


def test_command_never_takes_the_largest_department_silently(
    department: Department, tmp_path: Path
) -> None:
    factories.administrator()
    units = ["HA2316"] * 5 + ["HA1700"] * 3
    sources = files(
        OPS="KH-internes-Kennzeichen;OPS-Kode;OPS-Datum\n"
        + "".join(f"K{at};5-831.0;2024-03-05\n" for at in range(8)),
        ICD="KH-internes-Kennzeichen;Diagnoseart;ICD-Kode\n"
        + "".join(f"K{at};HD;M51.1\n" for at in range(8)),
        FAB="KH-internes-Kennzeichen;FAB;FAB-Aufnahmedatum;FAB-Entlassungsdatum\n"
        + "".join(f"K{at};{unit};2024-03-01;2024-03-09\n" for at, unit in enumerate(units)),
    )
    with pytest.raises(CommandError, match=r"HA2316 \(5\), HA1700 \(3\)"):
        command(department, tmp_path, sources)
    assert recorded(department) == {}
    command(department, tmp_path, sources, "--fab", "HA1700")
    assert recorded(department) == {2024: 3}


def test_few_main_diagnoses_are_told_first_and_stop_the_command(
    client: Client, department: Department, director: User, tmp_path: Path
) -> None:
    factories.administrator()
    rows = "".join(
        f"K{number};2024-03-{number + 1:02};5-831.0;{'M51.1' if number < 9 else ''}\n"
        for number in range(10)
    )
    sources = files(cases="case_id;op_date;procedures;main_dx\n" + rows)
    batch = case_imports.propose(user=director, department=department, files=sources)
    client.force_login(director)
    page = client.get(reverse("import_preview", args=[batch.pk])).text
    assert "Only 9 of 10 operations have a main diagnosis" in page
    import_steps.discard(user=director, batch=batch)
    with pytest.raises(CommandError, match="Only 9 of 10 operations") as error:
        command(department, tmp_path, sources)
    assert error.value.returncode == 1
    assert recorded(department) == {}
    command(department, tmp_path, sources, "--accept-incomplete")
    assert recorded(department) == {2024: 10}


@pytest.mark.parametrize(("unknown", "is_first"), [(1, False), (3, True)])
def test_operations_lost_to_unknown_codes_are_told_as_operations(
    client: Client, department: Department, director: User, unknown: int, is_first: bool
) -> None:
    rows = "".join(
        f"K{number};2024-03-{number % 28 + 1:02};{code};M51.1\n"
        for number, code in enumerate(["5-831.0"] * 199 + ["5-83z.9"] * unknown)
    )
    sources = files(cases="case_id;op_date;procedures;main_dx\n" + rows)
    batch = case_imports.propose(user=director, department=department, files=sources)
    client.force_login(director)
    page = client.get(reverse("import_preview", args=[batch.pk])).text
    told = f"{unknown} of {199 + unknown} operations rest on 1 code that is not known here"
    assert told in page
    assert (page.index(told) < page.index("Confirm the import")) == is_first
    assert ("#to-check" in page) == is_first


def test_preview_of_before_this_was_counted_is_still_shown(
    client: Client, department: Department, director: User
) -> None:
    batch = case_imports.propose(user=director, department=department, files=SET_2024)
    del batch.rows["notes"]
    batch.save()
    client.force_login(director)
    answer: Any = client.get(reverse("import_preview", args=[batch.pk]))
    assert answer.status_code == 200
    assert "Cases in the files" not in answer.text
