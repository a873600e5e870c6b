"""Builders of saved records for tests: keyword-only, with defaults that satisfy every constraint.

What a test is about it names; everything else is filled in. Names count up, so two calls without
arguments never collide.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import get_default_timezone

from assessments.import_records.code_list_contents import CodeListEstimates, CodeListRows
from assessments.import_records.estimates import NOTHING_ESTIMATED
from assessments.models import (
    Assessment,
    AssessmentStep,
    Certificate,
    CodeOverride,
    ColumnAssignment,
    Comment,
    CompleteSection,
    Department,
    DepartmentKey,
    Draft,
    FacilityFact,
    Hospital,
    ImportBatch,
    ImportRun,
    Membership,
    Notice,
    OfficialCode,
    OfficialList,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    SurgeonAlias,
    TrainingRecord,
    UnavailableInput,
    User,
    VolumeEstimate,
)
from benchmarks.casemix.code_tables import normalise

PASSWORD = "correct-horse-battery"
YEAR = 2024
STAGES = ("draft", "submitted", "reviewed", "signed_off")  # of an assessment
_numbers = itertools.count(1)


def hospital(**values: Any) -> Hospital:
    """A hospital in Germany."""
    defaults = {"name": f"Klinikum Teststadt {next(_numbers)}", "country": "DE"}
    return Hospital.objects.create(**defaults | values)


def department(**values: Any) -> Department:
    """A specialised department, of a new hospital unless one is given."""
    if "hospital" not in values:
        values["hospital"] = hospital()
    defaults = {"name": f"Spine surgery {next(_numbers)}", "care_tier": "specialised"}
    return Department.objects.create(**defaults | values)


def membership(*, user: User, role: str, of: Department | Hospital) -> Membership:
    """The role of a user in a department, or in every department of a hospital."""
    where = {"department": of} if isinstance(of, Department) else {"hospital": of}
    return Membership.objects.create(user=user, role=role, **where)


def user(
    *, role: str | None = None, of: Department | Hospital | None = None, **values: Any
) -> User:
    """A user whose password is `PASSWORD`; with `role` and `of`, a member there."""
    defaults = {"username": f"user{next(_numbers)}", "password": PASSWORD}
    person = User.objects.create_user(**defaults | values)
    if role is not None and of is not None:
        membership(user=person, role=role, of=of)
    return person


def administrator(**values: Any) -> User:
    """A superuser."""
    return user(**{"is_staff": True, "is_superuser": True} | values)


def surgeon(**values: Any) -> Surgeon:
    """A consultant in post since 2015, of a new department unless one is given."""
    if "department" not in values:
        values["department"] = department()
    defaults = {
        "code": f"S{next(_numbers)}",
        "specialty": "orthopaedics",
        "position": "consultant",
        "start_year": 2015,
    }
    return Surgeon.objects.create(**defaults | values)


def certificate(**values: Any) -> Certificate:
    """A master-level certificate without an end."""
    if "surgeon" not in values:
        values["surgeon"] = surgeon()
    defaults = {"kind": "dwg_master", "issued_on": date(2020, 1, 1)}
    return Certificate.objects.create(**defaults | values)


def training(**values: Any) -> TrainingRecord:
    """A completed deformity fellowship of a year."""
    if "surgeon" not in values:
        values["surgeon"] = surgeon(**_department_of(values))
    defaults = {
        "department": values["surgeon"].department,
        "pillar": "DEF",
        "kind": "fellowship",
        "starts_on": date(2018, 1, 1),
        "ends_on": date(2018, 12, 31),
        "status": "completed",
    }
    return TrainingRecord.objects.create(**defaults | values)


def volume(**values: Any) -> ProcedureVolume:
    """Ten open operations for lumbar disc and stenosis, of the whole department."""
    if values.get("surgeon") is not None:
        values.setdefault("department", values["surgeon"].department)
    if "department" not in values:
        values["department"] = department()
    defaults = {
        "year": YEAR,
        "pathology": "DEG",
        "group": "" if values.get("pathology", "DEG") != "DEG" else "lumbar_disc_stenosis",
        "technique": "MIS" if values.get("technique_family") else "open",
        "operations": 10,
    }
    return ProcedureVolume.objects.create(**defaults | values)


def import_batch(**values: Any) -> ImportBatch:
    """A confirmed OPS code list; give `status` for another stage of its life."""
    if "department" not in values:
        values["department"] = department()
    if "uploaded_by" not in values:
        values["uploaded_by"] = user()
    defaults: dict[str, Any] = {
        "kind": "code_list",
        "status": "confirmed",
        "year": YEAR,
        "file_name": "codes.csv",
        "digest": f"{next(_numbers):064x}",
        "size": 100,
        "code_system": "OPS",
        "is_complete": True,
        **_contents(values.get("kind", "code_list")),
    }
    if values.get("status", "confirmed") in {"confirmed", "superseded"}:
        defaults["confirmed_by"] = values["uploaded_by"]
        defaults["confirmed_at"] = datetime(YEAR + 1, 2, 1, tzinfo=get_default_timezone())
    return ImportBatch.objects.create(**defaults | values)


def _contents(kind: str) -> dict[str, Any]:
    """Contents of an import in which nothing was found."""
    if kind not in {"code_list", "quality_report"}:
        return {}
    estimates = CodeListEstimates(
        answers=[], remarks=[], listing="", choices=[], **dict(NOTHING_ESTIMATED)
    )
    return {"rows": CodeListRows(listings=[]).as_json(), "findings": estimates.as_json()}


def import_run(**values: Any) -> ImportRun:
    """A case list that waits to be read; its files are nowhere."""
    if "department" not in values:
        values["department"] = department()
    if "uploaded_by" not in values:
        values["uploaded_by"] = user()
    number = next(_numbers)
    defaults = {
        "file_name": "cases.csv",
        "size": 6_000_000,
        "digest": f"{number:064x}",
        "folder": f"{number:032x}",
        "options": {"files": ["cases.csv"], "weight": 6_000_000},
    }
    return ImportRun.objects.create(**defaults | values)


def column_assignment(**values: Any) -> ColumnAssignment:
    """The needed columns of a hospital's files, under German names."""
    if "hospital" not in values:
        values["hospital"] = hospital()
    if "changed_by" not in values:
        values["changed_by"] = user()
    defaults = {
        "columns": {"case": "Akte", "date": "Tag", "codes": "Ziffern"},
        "changed_at": datetime(YEAR, 6, 1, tzinfo=get_default_timezone()),
    }
    return ColumnAssignment.objects.create(**defaults | values)


def code_override(**values: Any) -> CodeOverride:
    """A hospital's OPS code that does not count."""
    if "hospital" not in values:
        values["hospital"] = hospital()
    if "changed_by" not in values:
        values["changed_by"] = user()
    defaults = {
        "system": "OPS",
        "prefix": "5-035",
        "counts": "no",
        "reason": "Beispiel: Our desk codes cysts here.",
        "changed_at": datetime(YEAR, 6, 1, tzinfo=get_default_timezone()),
    }
    return CodeOverride.objects.create(**defaults | values)


def official_list(*, codes: Iterable[tuple[str, str, str]] = (), **values: Any) -> OfficialList:
    """The OPS of a year, loaded by an administrator; codes as (code, title, T or N)."""
    if "loaded_by" not in values:
        values["loaded_by"] = administrator()
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "system": "OPS",
        "year": YEAR,
        "file_name": f"ops{values.get('year', YEAR)}syst_kodes.txt",
        "digest": f"{number:064}",
        "loaded_at": datetime(YEAR, 1, 2, 12, tzinfo=get_default_timezone()),
    }
    official = OfficialList.objects.create(**defaults | values)
    OfficialCode.objects.bulk_create(
        OfficialCode(of=official, code=normalise(code), title=title, is_terminal=place == "T")
        for code, title, place in codes
    )
    return official


def department_key(**values: Any) -> DepartmentKey:
    """A FAB key, of a new department unless one is given."""
    return DepartmentKey.objects.create(**_with_department({"key": "HA2316"} | values))


def surgeon_alias(**values: Any) -> SurgeonAlias:
    """A name in files that means nobody of the list."""
    return SurgeonAlias.objects.create(**_with_department({"text": "Dr. Gast"} | values))


def estimate(**values: Any) -> VolumeEstimate:
    """An estimate of 80 to 120 spine operations, of a new confirmed import unless one is given."""
    if "batch" not in values:
        chosen = {key: values[key] for key in ("department", "year") if key in values}
        values["batch"] = import_batch(**chosen)
    defaults = {
        "department": values["batch"].department,
        "year": values["batch"].year,
        "category": "spine",
        "low": 80,
        "likely": 100,
        "high": 120,
    }
    return VolumeEstimate.objects.create(**defaults | values)


def partnership(**values: Any) -> Partnership:
    """An oncology hospital with a written agreement that refers tumour patients."""
    defaults = {
        "partner": f"Onkologie Teststadt {next(_numbers)}",
        "kind": "oncology_hospital",
        "since_year": 2018,
        "written_since_year": 2019,
        "tum_referrals": 12,
    }
    return Partnership.objects.create(**_with_department(defaults | values))


def clinic(**values: Any) -> OutpatientClinic:
    """A scoliosis clinic of four sessions a month."""
    defaults = {
        "pillar": "DEF",
        "name": f"Scoliosis clinic {next(_numbers)}",
        "sessions_per_month": 4,
        "since_year": 2018,
    }
    return OutpatientClinic.objects.create(**_with_department(defaults | values))


def outcome(**values: Any) -> OutcomeRecord:
    """Two surgical site infections in 100 deformity operations."""
    defaults = {
        "year": YEAR,
        "pillar": "DEF",
        "outcome": "surgical_site_infection",
        "cases": 100,
        "events": 2,
    }
    return OutcomeRecord.objects.create(**_with_department(defaults | values))


def fact(*, input_id: str = "mm_conferences", value: float = 12, **values: Any) -> FacilityFact:
    """The answer to one reported input."""
    defaults = {"year": YEAR, "input_id": input_id, "value": value}
    return FacilityFact.objects.create(**_with_department(defaults | values))


def unavailable(**values: Any) -> UnavailableInput:
    """An input that the department cannot report."""
    defaults = {"year": YEAR, "input_id": "mm_conferences", "reason": "Not counted so far."}
    return UnavailableInput.objects.create(**_with_department(defaults | values))


def draft(**values: Any) -> Draft:
    """A form that somebody has begun to fill in."""
    if "user" not in values:
        values["user"] = user()
    defaults: dict[str, Any] = {"path": f"/form/{next(_numbers)}/", "fields": {"name": ["A"]}}
    return Draft.objects.create(**defaults | values)


def assessment(**values: Any) -> Assessment:
    """A draft against the default benchmark; `status` for a later stage, with who and when."""
    if "created_by" not in values:
        values["created_by"] = user()
    reached = STAGES.index(values["status"]) + 1 if values.get("status") in STAGES else 1
    defaults: dict[str, Any] = {
        "year": YEAR,
        "benchmark_id": "german-three-pillar",
        "benchmark_version": "1.0",
    }
    for stage in STAGES[1:reached]:
        defaults[f"{stage}_by"] = values["created_by"]
        defaults[f"{stage}_at"] = datetime(YEAR + 1, 2, 1, tzinfo=get_default_timezone())
    if values.get("status") == STAGES[-1]:
        defaults |= {"report": {"en": "{}"}, "benchmark_digest": "0" * 64}
    return Assessment.objects.create(**_with_department(defaults | values))


def assessment_step(**values: Any) -> AssessmentStep:
    """A draft handed in."""
    if "assessment" not in values:
        values["assessment"] = assessment()
    defaults: dict[str, Any] = {
        "event": "submitted",
        "before": "draft",
        "after": "submitted",
        "by": values["assessment"].created_by,
        "at": datetime(YEAR + 1, 2, 1, tzinfo=get_default_timezone()),
    }
    return AssessmentStep.objects.create(**defaults | values)


def comment(**values: Any) -> Comment:
    """A remark on a whole draft."""
    if "assessment" not in values:
        values["assessment"] = assessment()
    defaults = {"text": "Please check the volumes.", "by": values["assessment"].created_by}
    return Comment.objects.create(**defaults | values)


def notice(**values: Any) -> Notice:
    """An unread notice that an assessment was handed in."""
    if "assessment" not in values:
        values["assessment"] = assessment()
    if "recipient" not in values:
        values["recipient"] = user()
    defaults = {"event": "submitted", "by": values["assessment"].created_by}
    return Notice.objects.create(**defaults | values)


def complete(*, section: str = "network", **values: Any) -> CompleteSection:
    """A section declared complete."""
    defaults = {"year": YEAR, "section": section}
    return CompleteSection.objects.create(**_with_department(defaults | values))


def _with_department(values: dict[str, Any]) -> dict[str, Any]:
    return values if "department" in values else values | {"department": department()}


def _department_of(values: dict[str, Any]) -> dict[str, Any]:
    return {"department": values["department"]} if "department" in values else {}
