"""From preview to confirmation and back: records, history, and what others changed meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.gap_report.report.volume_origins import volume_origins
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    ConflictsOpen,
    ImportRefused,
    NothingToChange,
    ProfileNotUndone,
)
from assessments.imports.profile_workbook.services import importing as profile_imports
from assessments.imports.profile_workbook.services.undo import state_of
from assessments.models import (
    Certificate,
    Department,
    FacilityFact,
    ImportBatch,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    UnavailableInput,
    User,
)
from assessments.models.choices import ImportStatus, RecordSource
from assessments.profile.records import services as records
from tests import factories as make
from tests.imports.profile_workbook.workbooks import (
    column_of,
    downloaded,
    edited,
    page_of,
    proposal,
    row_of,
    with_cell,
    with_row,
)
from tests.pages.records import recorded_department

pytestmark = pytest.mark.django_db

OPEN_ADULT = "Deformity · Adult deformity · Open"
# Set by saving; undo of a workbook does not restore them.
_STAMPED = {"version", "updated_at"}


@pytest.fixture
def department() -> Department:
    return recorded_department()


@pytest.fixture
def editor(department: Department) -> User:
    return make.user(role="editor", of=department)


def proposed(user: User, department: Department, data: bytes) -> ImportBatch:
    return profile_imports.propose(
        user=user, department=department, proposed=proposal(user, department, data)
    )


def confirmed(user: User, department: Department, data: bytes) -> ImportBatch:
    return profile_imports.confirm(user=user, batch=proposed(user, department, data))


def remove(data: bytes, sheet: str, *keys: object) -> bytes:
    for key in keys:
        data = with_cell(data, sheet, str(key), "remove", "remove")
    return data


def held(department: Department) -> dict[str, Any]:
    """All records without the columns that saving sets."""
    return {
        name: {
            key: {field: value for field, value in row.items() if field not in _STAMPED}
            for key, row in rows.items()
        }
        for name, rows in state_of(department).items()
    }


def everywhere_changed(department: Department) -> bytes:
    """A workbook in which something of every sheet is added, changed or removed."""
    lead = Surgeon.objects.get(department=department, code="S1")
    clinic = OutpatientClinic.objects.get(department=department)
    partner = Partnership.objects.get(department=department)
    outcome = department.outcomerecords.get(year=2024)
    data = downloaded(department)
    data = with_cell(data, "department", "department", "beds", 44)
    data = with_cell(data, "surgeons", str(lead.pk), "position", "Head of department")
    data = with_row(
        data,
        "surgeons",
        code="S9",
        specialty="Neurosurgery",
        position="Consultant surgeon",
        start_year=2021,
    )
    data = with_row(
        data, "certificates", surgeon="S9", kind="Other certificate", issued_on="2022-01-01"
    )
    data = with_row(
        data,
        "trainings",
        surgeon="S9",
        pillar="Deformity",
        kind="Observership",
        starts_on="2022-02-01",
        status="Running",
    )
    data = with_cell(data, "partnerships", str(partner.pk), "tum_referrals", 7)
    data = remove(data, "clinics", clinic.pk)
    data = with_cell(data, "outcomes", str(outcome.pk), "events", 5)
    data = with_row(data, "volumes", surgeon="S9", category=OPEN_ADULT, n_2024=3)
    return edited(data, _answer)


def _answer(book: Any) -> None:
    page = page_of(book, "answers")
    page.cell(3, column_of(page, "a-2023")).value = None
    page.cell(3, column_of(page, "r-2023")).value = "Not counted so far"


def test_everything_is_recorded_with_its_origin_and_taken_back(
    department: Department, editor: User
) -> None:
    before = held(department)
    batch = proposed(editor, department, everywhere_changed(department))
    assert held(department) == before
    profile_imports.confirm(user=editor, batch=batch)

    department.refresh_from_db()
    assert department.beds == 44
    new = Surgeon.objects.get(department=department, code="S9")
    assert (new.source, new.batch_id) == (RecordSource.IMPORTED, batch.pk)
    assert Certificate.objects.get(surgeon=new).kind == "other"
    assert new.trainings.get().status == "running"
    volume = ProcedureVolume.objects.get(surgeon=new)
    assert (volume.year, volume.operations, volume.origin) == (2024, 3, "profile.xlsx")
    assert not OutpatientClinic.objects.filter(department=department).exists()
    assert Partnership.objects.get(department=department).tum_referrals == 7
    assert UnavailableInput.objects.get(department=department).reason == "Not counted so far"
    origins = volume_origins(department)
    assert (2024, 3, batch.pk, "profile.xlsx") in [
        (one.year, one.operations, one.batch_id, one.file) for one in origins.lines
    ]
    assert not origins.case_lists
    reasons = {
        model.history.order_by("-history_date", "-history_id").first().history_change_reason
        for model in (Surgeon, ProcedureVolume, OutpatientClinic, Department, UnavailableInput)
    }
    assert reasons == {"Profile workbook: profile.xlsx"}
    assert volume.history.get().history_user == editor

    batch.refresh_from_db()
    profile_imports.undo(user=editor, batch=batch)
    assert held(department) == before
    assert ImportBatch.objects.get().status == ImportStatus.UNDONE
    assert profile_imports.count_not_undone(batch) == 0


def test_what_was_changed_by_hand_since_stays_when_taken_back(
    department: Department, editor: User
) -> None:
    lead = Surgeon.objects.get(department=department, code="S1")
    data = with_cell(downloaded(department), "surgeons", str(lead.pk), "start_year", 2011)
    data = with_cell(data, "department", "department", "beds", 44)
    batch = confirmed(editor, department, data)
    lead.refresh_from_db()
    records.change(user=editor, record=lead, values={"birth_year": 1970}, base={"birth_year": ""})
    batch = profile_imports.undo(user=editor, batch=batch)
    lead.refresh_from_db()
    department.refresh_from_db()
    assert (lead.start_year, lead.birth_year, department.beds) == (2011, 1970, None)
    assert profile_imports.count_not_undone(batch) == 1


def test_not_taken_back_where_what_comes_back_has_no_place(
    department: Department, editor: User
) -> None:
    visitor = make.user(role="editor", of=department)
    surgeon = make.surgeon(department=department, code="S7", recorded_by=visitor)
    make.volume(surgeon=surgeon, year=2025)
    data = downloaded(department)
    volumes = f"{surgeon.pk}|DEG.lumbar_disc_stenosis.open.."
    data = with_cell(data, "volumes", volumes, "n-2025", None)
    data = with_cell(data, "surgeons", str(surgeon.pk), "start_year", 2001)
    batch = confirmed(editor, department, data)
    visitor.delete()
    surgeon.refresh_from_db()
    records.delete(user=editor, record=surgeon, version=surgeon.version, now=timezone.now())
    before = held(department)
    with pytest.raises(ProfileNotUndone):
        profile_imports.undo(user=editor, batch=batch)
    assert held(department) == before
    past = Surgeon.history.filter(history_type="-", code="S7").latest()
    records.restore(user=editor, past=past, now=timezone.now())
    profile_imports.undo(user=editor, batch=batch)
    assert ProcedureVolume.objects.get(surgeon=surgeon).operations == 10


def test_only_what_both_changed_waits_for_a_choice(department: Department, editor: User) -> None:
    lead = Surgeon.objects.get(department=department, code="S1")
    data = downloaded(department)
    data = with_cell(data, "surgeons", str(lead.pk), "start_year", 2011)
    data = with_cell(data, "surgeons", str(lead.pk), "birth_year", 1972)
    records.change(
        user=editor,
        record=lead,
        values={"start_year": 2009, "prior_def_cases": 30},
        base={"start_year": "2015", "prior_def_cases": "0"},
    )
    batch = proposed(editor, department, data)
    (step,) = profile_imports.preview(batch)
    assert step.conflicts == ("start_year",)
    assert step.after == {"birth_year": "1972"}
    with pytest.raises(ConflictsOpen):
        profile_imports.confirm(user=editor, batch=batch)
    lead.refresh_from_db()
    assert lead.birth_year is None

    token = step.entry.token("start_year")
    profile_imports.decide(user=editor, batch=batch, taken={token: ("mine", "2009")})
    # A third value, which nobody has seen, is asked for again.
    lead.refresh_from_db()
    records.change(
        user=editor, record=lead, values={"start_year": 2008}, base={"start_year": "2009"}
    )
    with pytest.raises(ConflictsOpen):
        profile_imports.confirm(user=editor, batch=batch)
    profile_imports.decide(user=editor, batch=batch, taken={token: ("mine", "2008")})
    profile_imports.confirm(user=editor, batch=batch)
    lead.refresh_from_db()
    assert (lead.start_year, lead.birth_year, lead.prior_def_cases) == (2011, 1972, 30)


def test_volumes_and_answers_that_others_changed_wait_for_a_choice(
    department: Department, editor: User
) -> None:
    volume = ProcedureVolume.objects.get(department=department, surgeon=None, year=2024)
    fact = FacilityFact.objects.get(department=department, year=2024)
    data = downloaded(department)

    def edit(book: Any) -> None:
        page = page_of(book, "volumes")
        page.cell(3, column_of(page, "n-2024")).value = 44
        page = page_of(book, "answers")
        page.cell(row_of(page, fact.input_id), column_of(page, "a-2024")).value = None

    data = edited(data, edit)
    ProcedureVolume.objects.filter(pk=volume.pk).update(operations=9)
    FacilityFact.objects.filter(pk=fact.pk).update(value=0)
    batch = proposed(editor, department, data)
    steps = {step.entry.sheet: step for step in profile_imports.preview(batch)}
    taken = {
        step.entry.token(name): (side, step.theirs[name])
        for (sheet, side) in (("volumes", "theirs"), ("answers", "mine"))
        for step in [steps[sheet]]
        for name in step.conflicts
    }
    assert len(taken) == 2
    profile_imports.decide(user=editor, batch=batch, taken=taken)
    profile_imports.confirm(user=editor, batch=batch)
    volume.refresh_from_db()
    assert volume.operations == 9
    assert not FacilityFact.objects.filter(pk=fact.pk).exists()


def test_same_workbook_twice_changes_nothing_and_says_so(
    department: Department, editor: User
) -> None:
    with pytest.raises(NothingToChange):
        proposed(editor, department, downloaded(department))
    assert not ImportBatch.objects.exists()
    data = with_cell(downloaded(department), "department", "department", "beds", 44)
    batch = proposed(editor, department, data)
    with pytest.raises(AlreadyInPreview):
        proposed(editor, department, data)
    profile_imports.confirm(user=editor, batch=batch)
    states = Department.history.count()
    with pytest.raises(AlreadyImported):
        proposed(editor, department, data)
    # Saved once more, the file is another one; what it says is on record.
    again = edited(data, lambda book: None)
    with pytest.raises(NothingToChange):
        proposed(editor, department, again)
    assert Department.history.count() == states


def test_all_or_nothing(department: Department, editor: User) -> None:
    data = with_cell(downloaded(department), "department", "department", "beds", 44)
    data = with_row(
        data, "clinics", name="Spine", pillar="Spinal tumour", sessions_per_month=4, since_year=2020
    )
    batch = proposed(editor, department, data)
    # Meanwhile somebody opens the same clinic, with other numbers.
    make.clinic(department=department, name="Spine", pillar="TUM", sessions_per_month=1)
    before = held(department)
    with pytest.raises(ImportRefused, match="Outpatient clinics"):
        profile_imports.confirm(user=editor, batch=batch)
    assert held(department) == before


def test_surgeon_with_operations_cannot_be_removed(department: Department, editor: User) -> None:
    lead = Surgeon.objects.get(department=department, code="S1")
    with pytest.raises(UnreadableFile, match="operations on record"):
        proposal(editor, department, remove(downloaded(department), "surgeons", lead.pk))


def test_only_who_may_record(department: Department) -> None:
    data = with_cell(downloaded(department), "department", "department", "beds", 44)
    consultant = make.user(role="consultant", of=department)
    with pytest.raises(PermissionDenied):
        proposal(consultant, department, data)
    editor = make.user(role="editor", of=department)
    batch = proposed(editor, department, data)
    for service in (profile_imports.confirm, profile_imports.undo):
        with pytest.raises(PermissionDenied):
            service(user=consultant, batch=batch)


def test_codes_that_change_hands_come_back(department: Department, editor: User) -> None:
    lead, second = (Surgeon.objects.get(department=department, code=c) for c in ("S1", "S2"))
    data = with_cell(downloaded(department), "surgeons", str(lead.pk), "code", "S1-old")
    data = with_cell(data, "surgeons", str(second.pk), "code", "S1")
    batch = confirmed(editor, department, data)
    assert Surgeon.objects.get(pk=second.pk).code == "S1"
    profile_imports.undo(user=editor, batch=batch)
    codes = [Surgeon.objects.get(pk=one.pk).code for one in (lead, second)]
    assert codes == ["S1", "S2"]


def test_years_that_a_workbook_counts_are_not_taken_for_those_of_a_case_list() -> None:
    department = make.department()
    editor = make.user(role="editor", of=department)
    data = with_row(
        downloaded(department),
        "volumes",
        surgeon="Whole department",
        category=OPEN_ADULT,
        n_2024=8,
    )
    batch = confirmed(editor, department, data)
    origins = volume_origins(department)
    assert [(one.year, one.batch_id) for one in origins.lines] == [(2024, batch.pk)]
    assert not origins.case_lists
