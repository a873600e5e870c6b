"""Unknown codes, which are shown with the estimates that lack them."""

from __future__ import annotations

import pytest

from assessments.gap_report.report.as_json import as_json
from assessments.gap_report.report.reading import department_report
from assessments.gap_report.report.unknown_codes import unknown_codes
from assessments.import_records.estimates import find_operations
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department
from benchmarks import library
from tests import factories

DATA = (
    b"code;count\n5-831.0;120\n5-83z.9;12\n81.08;<4\n5-999.zz;7\ngarbage1;40\n5-831.0;1\n"
    b"Total;181\n"
)
BENCHMARK = library.load(library.DEFAULT_ID)


def imported(department: Department) -> None:
    user = factories.user(role="director", of=department)
    parsed = read_file(DATA, "codes.csv")
    batch = imports.propose(user=user, department=department, parsed=parsed, year=2019)
    imports.confirm(user=user, batch=batch)


@pytest.mark.django_db
def test_report_of_an_import_holds_its_codes_to_check_and_its_remarks() -> None:
    department = factories.department()
    imported(department)
    data = as_json(department_report(department, 2019, BENCHMARK))
    assert [
        (code["code"], code["count_text"], code["status"], code["looks_like"])
        for code in data["unplaced_codes"]
    ] == [
        ("5-83z.9", "12", "unknown", ""),
        ("81.08", "1–3", "wrong_system", "ICD9CM3"),
    ]
    assert data["remarks"] == [
        "row 8: The row “Total” names no code and was left out.",
        "row 7: Code 5-831.0 stands in the list more than once; its counts were added. If it is "
        "the same count, remove the repeated row and import again.",
        "row 6: Texts without the form of a code in this column: 1. They may be numbers or names "
        "of patients, so they were not kept and are not shown. Check that the column holds codes "
        "only, and assign another one if it does not.",
    ]


@pytest.mark.django_db
def test_counted_volumes_are_not_burdened_with_the_codes_of_a_file() -> None:
    department = factories.department()
    imported(department)
    factories.volume(department=department, year=2019, operations=60)
    report = department_report(department, 2019, BENCHMARK)
    assert (report.unplaced_codes, report.remarks) == ((), ())


def test_place_is_found_however_the_code_is_written() -> None:
    (listing,) = read_file(b"code;count\n5-831.0;9\n583Z9;3\n5-83Z.9;4\n", "c.csv").listings
    estimates = find_operations(listing, system="OPS", complete=True)
    (found,) = unknown_codes(estimates.codes, listing.procedures)
    assert found.place == "row 3"
    assert found.text == "Inside a spine chapter, but not in our table: please check."
