"""The keys of departments in files, and for which department an operation counts, on the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.import_records.department_keys import counted_keys, matching_keys, unknown_keys
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.models import Department, DepartmentKey, ProcedureVolume
from tests import factories
from tests.imports.case_lists.test_case_import_pages import (
    address,
    previewed,
    text_of,
)
from tests.imports.case_lists.test_german_p21 import DISC, INTENSIVE, data_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def page(client: Client, department: Department) -> Client:
    client.force_login(factories.user(role="director", of=department))
    return client


@pytest.mark.parametrize(
    ("wanted", "listed", "meant"),
    [
        (["1700"], ["HA2316", "HA1700"], ["HA1700"]),
        (["1700"], ["BE1700", "HA1700"], ["BE1700", "HA1700"]),
        (["HA1700"], ["BE1700", "HA1700"], ["HA1700"]),
        (["ha1700"], ["1700", "2316"], ["1700"]),
        (["1700"], ["1700", "HA1700"], ["1700"]),
        (["700", ""], ["HA1700", "HA0700"], []),
        (["骨科"], ["骨科", "内科"], ["骨科"]),
    ],
)
def test_key_of_four_digits_means_the_department_in_either_spelling(
    wanted: list[str], listed: list[str], meant: list[str]
) -> None:
    assert matching_keys(wanted, listed) == meant


def test_unknown_keys_and_those_that_exist_are_named_with_their_operations() -> None:
    assert unknown_keys(["1700", "3600"], ["HA1700"]) == ["3600"]
    assert counted_keys({"HA2316": 4, "": 1}) == "HA2316 (4), – (1)"


def test_remembered_key_is_found_in_the_other_spelling_and_forgotten_with_it(
    page: Client,
    department: Department,
) -> None:
    DepartmentKey.objects.create(department=department, key="1700")
    fab = ["1;HA1700;20240301;20240310", "2;HA2316;20240301;20240310", "3;HA2316;20240301;20240310"]
    ops = [f"{case};{DISC};20240305" for case in (1, 2, 3)]
    batch = previewed(page, department, data_set(ops, fab))
    assert CaseListDetails.read(batch).departments == ["HA1700"]
    page.post(address("import_revise", batch), {"departments": [0], "years": [2024]})
    assert [one.key for one in DepartmentKey.objects.all()] == ["HA2316"]


def test_operations_in_intensive_care_can_count_where_the_patient_lay(
    page: Client,
    department: Department,
) -> None:
    """Two operations: one in intensive care, one in the department."""
    ops = [f"1;{DISC};202403051000", f"1;{DISC};202403071000"]
    batch = previewed(page, department, data_set(ops, INTENSIVE))
    shown = text_of(page.get(address("import_preview", batch)))
    assert "2 spine operations in 2024" in shown
    assert "1 spine operation of the file: intensive care counts for" in shown
    lay = text_of(
        page.post(
            address("import_revise", batch), {"departments": [0], "where_lay": "lay"}, follow=True
        )
    )
    assert "1 spine operation in 2024" in lay
    assert "HA3618: 1 spine operation" in lay
    batch.refresh_from_db()
    assert CaseListRows.read(batch).by_department == {"HA2316": 1, "HA3618": 1}
    page.post(address("import_revise", batch), {"departments": [0], "where_lay": "operated"})
    page.post(address("import_confirm", batch))
    assert [row.operations for row in ProcedureVolume.objects.all()] == [2]
    assert page.get(reverse("import_preview", args=[batch.pk])).status_code == 200


def test_other_lists_have_no_such_choice(
    page: Client,
    department: Department,
) -> None:
    batch = previewed(page, department, data_set([f"1;{DISC};202403071000"], INTENSIVE))
    assert "where_lay" not in text_of(page.get(address("import_preview", batch)))
