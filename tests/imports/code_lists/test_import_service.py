"""Preview, confirmation, replacement and undo of imports."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.services import steps as import_steps
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    DepartmentNotChosen,
    NotConfirmed,
    NotInPreview,
)
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department, FacilityFact, ImportBatch, User, VolumeEstimate
from assessments.models.choices import EstimateCategory
from tests import factories
from tests.imports.sample_files import REAL_FILE, department_xml, report_xml

pytestmark = pytest.mark.django_db

# The lists here are small: any year may become smaller by them.
YEARS = range(2000, 2100)

LIST = b"code;count\n5-831.0;120\n5-032.00;150\n5-984;100\n"
LATER_LIST = b"code;count\n5-831.0;140\n5-032.00;150\n"


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


def propose(user: User, department: Department, data: bytes, **options: Any) -> ImportBatch:
    parsed = read_file(data, options.pop("name", "260100023-00-2019-xml.xml"))
    return imports.propose(user=user, department=department, parsed=parsed, **options)


def proposed_list(user: User, department: Department, data: bytes = LIST) -> ImportBatch:
    return propose(user, department, data, name="codes.csv", year=2019)


def rows_of(*kinds: type[models.Model]) -> list[dict[str, Any]]:
    """Every row of the tables with every column, to compare before and after."""
    return [
        {"table": kind.__name__, **row} for kind in kinds for row in kind._default_manager.values()
    ]


def everything() -> list[dict[str, Any]]:
    return rows_of(VolumeEstimate, FacilityFact, ImportBatch)


def what_counts() -> list[dict[str, Any]]:
    """What the reports see: answers, and estimates of imports in force."""
    in_force = VolumeEstimate.objects.filter(batch__status="confirmed").order_by("pk")
    facts = FacilityFact.objects.order_by("pk")
    return [dict(row) for rows in (in_force.values(), facts.values()) for row in rows]


def test_real_report_from_preview_to_estimates_and_answers(
    director: User, department: Department
) -> None:
    batch = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    assert (batch.status, batch.kind, batch.year) == ("preview", "quality_report", 2019)
    assert not VolumeEstimate.objects.exists()
    assert len(CodeListEstimates.read(batch).codes) == 530
    batch = imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert (batch.status, batch.confirmed_by) == ("confirmed", director)
    estimates = {e.category: e for e in VolumeEstimate.objects.filter(batch=batch)}
    assert set(estimates) == set(EstimateCategory.values)
    assert estimates["def"].high == 0
    # Code 5-035 alone would allow more than 60; the main diagnoses allow at most 49.
    assert estimates["tum"].high == 49
    facts = {fact.input_id: fact.value for fact in FacilityFact.objects.filter(batch=batch)}
    assert facts == {
        "icu_access": 2,
        "intensive_care_department": 1,
        "emergency_department": 1,
        "ct_at_all_times": 1,
        "mri_available": 1,
    }


def test_answers_recorded_before_are_kept(director: User, department: Department) -> None:
    kept = factories.fact(department=department, year=2019, input_id="icu_access", value=3)
    batch = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    imports.confirm(user=director, batch=batch, smaller=YEARS)
    kept.refresh_from_db()
    assert (kept.value, kept.source) == (3, "typed")
    assert FacilityFact.objects.filter(batch=batch).count() == 4


def test_undo_takes_back_everything_the_import_brought(
    director: User, department: Department
) -> None:
    factories.fact(department=department, year=2019, input_id="mm_conferences", value=6)
    before = rows_of(VolumeEstimate, FacilityFact)
    batch = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    batch = imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert rows_of(VolumeEstimate, FacilityFact) != before
    batch = imports.undo(user=director, batch=batch)
    assert rows_of(VolumeEstimate, FacilityFact) == before
    assert (batch.status, batch.undone_by) == ("undone", director)


def test_later_import_replaces_and_its_undo_restores_exactly(
    director: User, department: Department
) -> None:
    first = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    first = imports.confirm(user=director, batch=first, smaller=YEARS)
    before, batch_before = what_counts(), rows_of(ImportBatch)
    second = imports.confirm(
        user=director, batch=proposed_list(director, department), smaller=YEARS
    )
    first.refresh_from_db()
    assert first.status == "superseded"
    assert {row["batch_id"] for row in what_counts()} == {second.pk}
    imports.undo(user=director, batch=second)
    assert what_counts() == before
    assert batch_before[0] in rows_of(ImportBatch)


def test_three_imports_are_undone_one_by_one(director: User, department: Department) -> None:
    batches = [
        imports.confirm(
            user=director, batch=proposed_list(director, department, LIST + tail), smaller=YEARS
        )
        for tail in (b"", b"5-83b.50;9\n", b"5-83b.50;10\n")
    ]

    def states() -> list[str]:
        return [ImportBatch.objects.get(pk=batch.pk).status for batch in batches]

    assert states() == ["superseded", "superseded", "confirmed"]
    with pytest.raises(NotConfirmed):
        imports.undo(user=director, batch=batches[0])
    imports.undo(user=director, batch=batches[2])
    assert states() == ["superseded", "confirmed", "undone"]
    imports.undo(user=director, batch=batches[1])
    assert states() == ["confirmed", "undone", "undone"]


def test_counts_that_add_up_to_more_than_any_hospital_does_are_refused(
    director: User, department: Department
) -> None:
    with pytest.raises(UnreadableFile, match=r"2000000.*higher than any department reaches"):
        proposed_list(director, department, b"code;count\n" + b"5-831.0;1000000\n" * 2)
    assert not ImportBatch.objects.exists()


def test_year_that_has_not_begun_is_refused(director: User, department: Department) -> None:
    this_year = timezone.localdate().year
    with pytest.raises(UnreadableFile) as caught:
        propose(director, department, LIST, name="codes.csv", year=this_year + 1)
    assert [problem.kind for problem in caught.value.problems] == ["year_to_come"]
    assert propose(director, department, LIST, name="codes.csv", year=this_year).year == this_year


def test_answer_changed_by_hand_survives_replacement_and_undo(
    director: User, department: Department
) -> None:
    batch = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    batch = imports.confirm(user=director, batch=batch, smaller=YEARS)
    changed = FacilityFact.objects.get(input_id="ct_at_all_times")
    changed.value, changed.source = 0, "typed"
    changed.save()
    second = imports.confirm(
        user=director, batch=proposed_list(director, department), smaller=YEARS
    )
    imports.undo(user=director, batch=second)
    changed.refresh_from_db()
    assert changed.value == 0
    imports.undo(user=director, batch=ImportBatch.objects.get(pk=batch.pk))
    assert list(FacilityFact.objects.values_list("input_id", flat=True)) == ["ct_at_all_times"]


def test_answer_typed_while_superseded_wins_over_the_restored_one(
    director: User, department: Department
) -> None:
    batch = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    imports.confirm(user=director, batch=batch, smaller=YEARS)
    second = imports.confirm(
        user=director, batch=proposed_list(director, department), smaller=YEARS
    )
    factories.fact(department=department, year=2019, input_id="icu_access", value=0)
    imports.undo(user=director, batch=second)
    assert FacilityFact.objects.get(input_id="icu_access").value == 0
    assert FacilityFact.objects.count() == 5


def test_same_file_again_says_so_and_changes_nothing(
    director: User, department: Department
) -> None:
    batch = proposed_list(director, department)
    before = everything()
    with pytest.raises(AlreadyInPreview) as waiting:
        proposed_list(director, department)
    assert waiting.value.batch == batch
    assert everything() == before
    imports.confirm(user=director, batch=batch, smaller=YEARS)
    before = everything()
    with pytest.raises(AlreadyImported, match=str(director)):
        proposed_list(director, department)
    assert everything() == before


def test_same_file_serves_another_department_and_comes_again_after_undo(
    director: User, department: Department
) -> None:
    batch = imports.confirm(user=director, batch=proposed_list(director, department), smaller=YEARS)
    other = factories.department()
    factories.membership(user=director, role="editor", of=other)
    proposed_list(director, other)
    imports.undo(user=director, batch=batch)
    again = imports.confirm(user=director, batch=proposed_list(director, department), smaller=YEARS)
    assert again.status == "confirmed"


def test_confirmed_or_discarded_import_cannot_be_confirmed_again(
    director: User, department: Department
) -> None:
    batch = proposed_list(director, department)
    imports.confirm(user=director, batch=batch, smaller=YEARS)
    before = everything()
    for change in (imports.confirm, import_steps.discard):
        with pytest.raises(NotInPreview, match="Confirmed"):
            change(user=director, batch=batch)
    discarded = import_steps.discard(
        user=director, batch=proposed_list(director, department, LATER_LIST)
    )
    with pytest.raises(NotInPreview):
        imports.confirm(user=director, batch=discarded, smaller=YEARS)
    with pytest.raises(NotConfirmed):
        imports.undo(user=director, batch=discarded)
    assert [row for row in everything() if row.get("id") != discarded.pk] == before


def test_report_of_two_spine_departments_asks_which(director: User, department: Department) -> None:
    report = report_xml(
        department_xml("Augenklinik", "2700", [("5-144.5a", "900")], []),
        department_xml("Neurochirurgie", "1700"),
        department_xml("Orthopädie", "2300", [("5-838.d0", "40")], [("M41.1", "44")]),
    )
    batch = propose(director, department, report.encode())
    assert [(c.key, c.name) for c in CodeListEstimates.read(batch).choices] == [
        ("2", "Neurochirurgie"),
        ("3", "Orthopädie"),
    ]
    assert CodeListEstimates.read(batch).categories == {}
    with pytest.raises(DepartmentNotChosen):
        imports.confirm(user=director, batch=batch, smaller=YEARS)
    with pytest.raises(UnreadableFile, match="no such department"):
        imports.revise(user=director, batch=batch, system="OPS", complete=True, listing="1")
    batch = imports.revise(user=director, batch=batch, system="OPS", complete=True, listing="3")
    batch = imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert VolumeEstimate.objects.get(batch=batch, category="def").high == 40


def test_department_can_be_named_with_the_file(director: User, department: Department) -> None:
    report = report_xml(department_xml(), department_xml("Orthopädie", "2300"))
    batch = propose(director, department, report.encode(), listing="2")
    assert CodeListEstimates.read(batch).listing == "2"
    assert CodeListEstimates.read(batch).categories


def test_cut_list_has_no_upper_end(director: User, department: Department) -> None:
    batch = propose(director, department, LIST, name="codes.csv", year=2019, complete=False)
    batch = imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert VolumeEstimate.objects.get(batch=batch, category="spine").high is None
    assert not batch.is_complete


def test_other_code_system_is_refused_and_nothing_changes(
    director: User, department: Department
) -> None:
    batch = proposed_list(director, department)
    before = everything()
    with pytest.raises(UnreadableFile, match="look like OPS"):
        imports.revise(user=director, batch=batch, system="ICD10PCS", complete=True)
    assert everything() == before


def test_only_the_rows_of_the_year_count(director: User, department: Department) -> None:
    data = b"code;count;year\n5-831.0;10;2018\n5-831.0;20;2019\n"
    batch = propose(director, department, data, name="codes.csv", year=2019)
    assert batch.rows["listings"][0]["procedures"] == [["5-831.0", 20]]


@pytest.mark.parametrize(
    ("data", "name", "year", "kind"),
    [
        (LIST, "codes.csv", None, "year_needed"),
        (b"5-831.0;1;2018\n5-831.0;1;2019\n", "c.csv", None, "several_years"),
        (b"5-831.0;1;2018\n5-831.0;1;2019\n", "c.csv", 2020, "year_not_listed"),
        (REAL_FILE.read_bytes(), REAL_FILE.name, 2020, "year_differs"),
        (b"5-144.5a;900\n", "c.csv", 2020, "no_spine_codes"),
    ],
)
def test_files_that_do_not_fit_are_refused_and_nothing_is_written(
    director: User, department: Department, data: bytes, name: str, year: int | None, kind: str
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        propose(director, department, data, name=name, year=year)
    assert [problem.kind for problem in caught.value.problems] == [kind]
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("role", ["consultant", None])
def test_who_may_not_record_changes_nothing(
    director: User, department: Department, role: str | None
) -> None:
    other = factories.user(role=role, of=department)
    batch = proposed_list(director, department)
    before = everything()
    for change in (imports.confirm, imports.undo, import_steps.discard):
        with pytest.raises(PermissionDenied):
            change(user=other, batch=batch)
    with pytest.raises(PermissionDenied):
        imports.revise(user=other, batch=batch, system="OPS", complete=True)
    with pytest.raises(PermissionDenied):
        proposed_list(other, department, LATER_LIST)
    assert everything() == before


def test_failure_half_way_leaves_nothing_behind(
    director: User, department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    imports.confirm(user=director, batch=first, smaller=YEARS)
    batch = proposed_list(director, department)
    before = everything()

    def fail(*_args: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(imports, "_new_facts", fail)
    with pytest.raises(RuntimeError):
        imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert everything() == before


def test_number_of_queries_does_not_grow_with_the_file(
    director: User, department: Department, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        first = propose(director, department, REAL_FILE.read_bytes(), name=REAL_FILE.name)
    with django_assert_max_num_queries(12):
        imports.confirm(user=director, batch=first, smaller=YEARS)
    second = proposed_list(director, department)
    # One line of history for each answer that goes with the first import; they are few.
    with django_assert_max_num_queries(14 + 5):
        second = imports.confirm(user=director, batch=second, smaller=YEARS)
    with django_assert_max_num_queries(15):
        imports.undo(user=director, batch=second)
