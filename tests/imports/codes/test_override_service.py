"""Codes classified otherwise: kept with a reason, applied to imports, removed and brought back."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from assessments.gap_report.report.policy_estimates import estimates_by_policy
from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.import_records.overrides import written_prefix
from assessments.imports.batches.services.refusals import AlreadyInPreview
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.case_lists.services.refusals import has_other_overrides
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_overrides.services import changes as code_overrides
from assessments.imports.code_overrides.services.refusals import (
    NotACode,
    OverrideChanged,
    OverrideGone,
    OverrideTaken,
    PreviewTooHigh,
    TooManyOverrides,
)
from assessments.imports.files.source_files import SourceFile
from assessments.models import CodeOverride, Department, ImportBatch, User
from benchmarks.casemix.rules import CasemixPolicy
from tests import factories as make

pytestmark = pytest.mark.django_db

YEAR = 2024
LIST = b"code;count\n5-831.0;120\n5-83f.0;40\n5-035.5;15\n"
CASES = b"case;date;code\n1;2024-03-05;5-831.0\n2;2024-03-06;5-831.0\n3;2024-03-07;5-83f.0\n"
COUNTS = {
    "counts": "yes",
    "pathology": "DEF",
    "family": "deformity_correction",
    "technique": "",
    "reason": "New in our house",
}
LEFT_OUT = {"counts": "no", "pathology": "", "family": "", "technique": "", "reason": "Cysts"}


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def editor(department: Department) -> User:
    return make.user(role="editor", of=department)


def added(user: User, department: Department, code: str = "5-83f", **values: Any) -> CodeOverride:
    return code_overrides.add(
        user=user,
        hospital=department.hospital,
        system=values.pop("system", "OPS"),
        code=code,
        values=COUNTS | values,
    )


def listed(user: User, department: Department) -> ImportBatch:
    parsed = read_file(LIST, "codes.csv")
    return imports.propose(user=user, department=department, parsed=parsed, year=YEAR)


def case_list(user: User, department: Department) -> ImportBatch:
    files = [SourceFile("cases.csv", CASES)]
    return case_imports.propose(user=user, department=department, files=files)


def highest(batch: ImportBatch) -> int:
    high = CodeListEstimates.read(batch).categories["spine"].high
    assert high is not None
    return high


def test_lists_in_preview_are_classified_again_at_once(
    editor: User, department: Department
) -> None:
    other = make.department(hospital=department.hospital)
    batches = [listed(editor, department), listed(make.administrator(), other)]
    stranger = listed(make.administrator(), make.department())
    assert [highest(batch) for batch in batches] == [135, 135]
    override = added(editor, department)
    for batch in batches:
        batch.refresh_from_db()
        code = next(one for one in CodeListEstimates.read(batch).codes if one.code == "5-83f.0")
        assert (highest(batch), code.confidence, code.prefix) == (175, "own", "5-83f")
        assert CodeListEstimates.read(batch).overrides[0].reason == "New in our house"
    stranger.refresh_from_db()
    assert highest(stranger) == 135
    code_overrides.remove(user=editor, override=override)
    batches[0].refresh_from_db()
    assert highest(batches[0]) == 135


def test_what_is_in_force_keeps_its_overrides_after_they_are_removed(
    editor: User, department: Department
) -> None:
    override = added(editor, department)
    batch = imports.confirm(user=editor, batch=listed(editor, department))
    code_overrides.remove(user=editor, override=override)
    batch.refresh_from_db()
    assert highest(batch) == 175
    assert [note.prefix for note in CodeListEstimates.read(batch).overrides] == ["5-83f"]
    restated = estimates_by_policy([batch], CasemixPolicy(microsurgical_is_mis=True))
    assert restated[department.pk, YEAR].categories["spine"].high == 175


def test_case_lists_count_by_the_overrides_and_are_read_anew_after_a_change(
    editor: User, department: Department
) -> None:
    before = case_list(editor, department)
    assert CaseListDetails.read(before).operations == 2
    with pytest.raises(AlreadyInPreview):
        case_list(editor, department)
    added(editor, department)
    before.refresh_from_db()
    assert (CaseListDetails.read(before).operations, has_other_overrides(before)) == (2, True)
    after = case_list(editor, department)
    assert (CaseListDetails.read(after).operations, has_other_overrides(after)) == (3, False)
    stored = CaseListRows.read(after)
    assert stored.own == ["5-83f"]
    assert {row.prefix for row in stored.operations if row.confidence == "own"} == {"5-83f"}
    before.refresh_from_db()
    assert before.status == "discarded"


def test_file_that_operates_on_the_spine_only_by_an_override_is_taken(
    editor: User, department: Department
) -> None:
    added(editor, department)
    parsed = read_file(b"code;count\n5-83f.0;40\n5-470.0;9\n", "codes.csv", system="OPS")
    batch = imports.propose(user=editor, department=department, parsed=parsed, year=YEAR)
    assert highest(batch) == 40


def test_preview_that_would_count_absurdly_many_operations_stays_as_it_is(
    editor: User, department: Department
) -> None:
    data = b"code;count\n5-831.0;900000\n5-83f.0;900000\n"
    batch = imports.propose(
        user=editor, department=department, parsed=read_file(data, "codes.csv"), year=YEAR
    )
    with pytest.raises(PreviewTooHigh, match=r"codes\.csv \(2024\)"):
        added(editor, department)
    assert not CodeOverride.objects.exists()
    batch.refresh_from_db()
    assert (batch.status, CodeListEstimates.read(batch).overrides) == ("preview", [])


def test_every_state_is_in_the_history_and_a_removed_one_comes_back(
    editor: User, department: Department
) -> None:
    override = added(editor, department)
    director = make.user(role="director", of=department.hospital)
    code_overrides.change(user=director, override=override, values=LEFT_OUT, version=1)
    code_overrides.remove(user=editor, override=override)
    assert not CodeOverride.objects.exists()
    (past,) = code_overrides.removed(department.hospital)
    back = code_overrides.restore(user=director, past=past)
    assert (back.pk, back.counts, back.reason, back.changed_by) == (
        override.pk, "no", "Cysts", director,
    )  # fmt: skip
    assert code_overrides.removed(department.hospital) == []
    kinds = back.history.order_by("history_date", "history_id").values_list(
        "history_type", "history_user"
    )
    assert list(kinds) == [
        ("+", editor.pk), ("~", director.pk), ("-", editor.pk), ("+", director.pk),
    ]  # fmt: skip
    with pytest.raises(OverrideTaken):
        code_overrides.restore(user=editor, past=past)


def test_refused_changes_change_nothing(editor: User, department: Department) -> None:
    override = added(editor, department)
    with pytest.raises(OverrideTaken):
        added(editor, department, code="583F")
    with pytest.raises(NotACode):
        added(editor, department, code="03.09")
    with pytest.raises(OverrideChanged):
        code_overrides.change(user=editor, override=override, values=LEFT_OUT, version=7)
    with pytest.raises(ValidationError):
        added(editor, department, code="5-831", reason="")
    nothing = dict.fromkeys(COUNTS, "") | {"reason": "Nothing differs"}
    with pytest.raises(ValidationError):
        added(editor, department, code="5-831", **nothing)
    assert CodeOverride.objects.get().reason == "New in our house"
    override.delete()
    with pytest.raises(OverrideGone):
        code_overrides.remove(user=editor, override=override)


@pytest.mark.parametrize("role", ["consultant", "director"])
def test_who_may_not_record_in_the_hospital_changes_nothing(
    department: Department, role: str
) -> None:
    override = make.code_override(hospital=department.hospital)
    # A consultant of the department; a director of another hospital.
    place = department if role == "consultant" else make.department()
    person = make.user(role=role, of=place)
    with pytest.raises(PermissionDenied):
        added(person, department)
    with pytest.raises(PermissionDenied):
        code_overrides.remove(user=person, override=override)
    assert CodeOverride.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [{"reason": ""}, {"counts": ""}, {"pathology": "XYZ"}, {"system": "ICD11"}],
)
def test_database_refuses_what_makes_no_sense(values: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.code_override(**values)


@pytest.mark.parametrize(
    ("system", "typed", "written"),
    [
        ("OPS", "5-83", "5-83"),
        ("OPS", " 583B ", "5-83b"),
        ("OPS", "5-831.0", "5-831.0"),
        ("OPS", "58.3", ""),
        ("OPS", "5", ""),
        ("OPS", "03.09", ""),
        ("ICD9CM3", "81.0", "81.0"),
        ("OPCS4", "v25", "V25"),
        ("CPT", "630", "630"),
        ("ICD10PCS", "0rg", "0RG"),
    ],
)
def test_beginnings_of_codes_are_written_as_their_system_does(
    system: str, typed: str, written: str
) -> None:
    assert written_prefix(system, typed) == written


def test_command_counts_by_the_overrides_without_being_told(
    editor: User, department: Department, tmp_path: Path
) -> None:
    make.administrator(username="nightly")
    added(editor, department)
    for name, data in (("codes.csv", LIST), ("cases.csv", CASES)):
        path = tmp_path / name
        path.write_bytes(data)
        named = ("--department", str(department.pk), "--user", "nightly")
        call_command("import_volumes", str(path), "--year", str(YEAR), *named, stdout=StringIO())
    by_kind = {batch.kind: batch for batch in _confirmed()}
    counted = CodeListEstimates.read(by_kind["code_list"])
    cases = CaseListDetails.read(by_kind["case_list"])
    assert [one.overrides[0].prefix for one in (counted, cases)] == ["5-83f", "5-83f"]
    assert cases.operations == 3


def _confirmed() -> list[ImportBatch]:
    return list(ImportBatch.objects.filter(status="confirmed"))


def test_a_hospital_has_a_bounded_number_of_overrides(
    editor: User, department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_overrides, "MOST_OVERRIDES", 1)
    make.code_override(prefix="5-831")  # of another hospital
    first = added(editor, department)
    with pytest.raises(TooManyOverrides, match="1 codes"):
        added(editor, department, "5-832")
    code_overrides.remove(user=editor, override=first)
    added(editor, department, "5-832")
    past = CodeOverride.history.get(id=first.pk, history_type="-")
    with pytest.raises(TooManyOverrides):
        code_overrides.restore(user=editor, past=past)
