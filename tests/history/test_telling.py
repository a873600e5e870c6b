"""Who changed what and when, with old and new values as texts, for every kind of record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.utils.timezone import get_default_timezone
from django.utils.translation import override

from assessments.history.reading.changes import changes, sources_of
from assessments.history.reading.kinds import DEPARTMENT_KINDS, KINDS
from assessments.history.reading.lines import HistoryFilters, lines
from assessments.models import Department, FacilityFact, ProcedureVolume, User
from assessments.models.versioned import Versioned
from assessments.profile.records import services as records
from tests import factories as make
from tests.history.told import delete, edit, fields_of, told

pytestmark = pytest.mark.django_db

Built = Callable[[Department], Versioned]


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit")


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="editor", of=department, first_name="Ada", last_name="Muster")


def _surgeon(department: Department) -> Any:
    return make.surgeon(department=department, code="S1", name="Dr Ahorn")


CASES: dict[str, tuple[Built, dict[str, Any], str, dict[str, tuple[str, str]]]] = {
    "department": (
        lambda department: department,
        {"beds": 1200, "care_tier": "university"},
        "Spine unit",
        {"Care tier": ("Specialised hospital", "University hospital"), "Beds": ("", "1,200")},
    ),
    "surgeons": (
        _surgeon,
        {"position": "head", "leave_year": 2030, "prior_mis_cases": 1500},
        "Dr Ahorn (S1)",
        {
            "Position": ("Consultant surgeon", "Head of department"),
            "Leaves in": ("", "2030"),
            "Earlier minimally invasive cases": ("0", "1,500"),
        },
    ),
    "certificates": (
        lambda department: make.certificate(surgeon=_surgeon(department)),
        {"expires_on": date(2027, 3, 31)},
        "DWG Master certificate, Dr Ahorn (S1)",
        {"Expires": ("", "31 Mar 2027")},
    ),
    "trainings": (
        lambda department: make.training(surgeon=_surgeon(department), supervised_cases=20),
        {"supervised_cases": 31, "pillar": "TUM"},
        "Fellowship, Spinal tumour, Dr Ahorn (S1)",
        {"Pillar": ("Deformity", "Spinal tumour"), "Supervised cases": ("20", "31")},
    ),
    "partnerships": (
        lambda department: make.partnership(department=department, partner="Onkologie Nord"),
        {"partner": "Onkologie Süd", "written_since_year": None},
        "Onkologie Süd",
        {
            "Partner": ("Onkologie Nord", "Onkologie Süd"),
            "Written agreement since": ("2019", ""),
        },
    ),
    "clinics": (
        lambda department: make.clinic(department=department, name="Scoliosis"),
        {"sessions_per_month": 8},
        "Scoliosis",
        {"Sessions a month": ("4", "8")},
    ),
    "outcomes": (
        lambda department: make.outcome(department=department),
        {"events": 3, "counted_by": "registry"},
        "Surgical site infection, Deformity, 2024",
        {"Events": ("2", "3"), "Counted by": ("Own count", "Registry")},
    ),
    "facts": (
        lambda department: make.fact(department=department),
        {"value": 6},
        "Morbidity and mortality conferences, 2024",
        {"Value": ("12 conferences a year", "6 conferences a year")},
    ),
    "unavailable": (
        lambda department: make.unavailable(department=department),
        {"reason": "Counted from next year on."},
        "Morbidity and mortality conferences, 2024",
        {"Reason": ("Not counted so far.", "Counted from next year on.")},
    ),
    "complete": (
        lambda department: make.complete(department=department, section="training"),
        {"section": "clinics"},
        "Outpatient clinics, 2024",
        {"Section": ("Training", "Outpatient clinics")},
    ),
    "volumes": (
        lambda department: make.volume(surgeon=_surgeon(department), technique_family="ube"),
        {"operations": 1050, "suppressed": False},
        "Degenerative, Lumbar disc and stenosis, Minimally invasive, "
        "Unilateral biportal endoscopic, 2024, Dr Ahorn (S1)",
        {"Operations": ("10", "1,050")},
    ),
}


def test_every_kind_of_record_has_a_case() -> None:
    assert set(CASES) == set(DEPARTMENT_KINDS)


def test_every_model_with_a_history_has_its_kind() -> None:
    tracked = {model for model in apps.get_models() if hasattr(model, "history")}
    assert tracked == {kind.model for kind in KINDS.values()}


@pytest.mark.parametrize("slug", CASES)
def test_change_tells_who_and_what_with_old_and_new_value(
    department: Department, ada: User, slug: str
) -> None:
    build, values, name, expected = CASES[slug]
    record = build(department)
    edit(ada, record, **values)

    latest = told(department)[0]
    assert (latest.kind.slug, latest.name, latest.what_text) == (slug, name, "changed")
    assert latest.person == "Ada Muster"
    assert fields_of(latest) == expected


def test_entry_of_a_new_record_tells_all_it_holds(department: Department, ada: User) -> None:
    record = make.clinic(department=department, name="Scoliosis")
    copied = type(record)(
        department=department, pillar="TUM", name="Tumour", sessions_per_month=2, since_year=2020
    )
    records.create(user=ada, record=copied)

    latest = told(department)[0]
    assert (latest.what_text, latest.name) == ("added", "Tumour")
    assert fields_of(latest) == {
        "Pillar": ("", "Spinal tumour"),
        "Sessions a month": ("", "2"),
        "Since": ("", "2020"),
    }


def test_deletion_and_return_are_told_with_the_values(department: Department, ada: User) -> None:
    clinic = make.clinic(department=department, name="Scoliosis")
    past = clinic.history.model.objects.get(pk=delete(ada, clinic))
    records.restore(user=ada, past=past, now=past.history_date)

    back, gone = told(department)[:2]
    assert [one.what_text for one in (back, gone)] == ["brought back", "deleted"]
    assert fields_of(gone)["Sessions a month"] == ("4", "")
    assert fields_of(back)["Sessions a month"] == ("", "4")


def test_name_of_an_entry_is_the_one_it_had_at_the_time(department: Department, ada: User) -> None:
    surgeon = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    edit(ada, surgeon, name="Dr Ahorn-Birke")
    assert [one.name for one in told(department, section="surgeons")] == [
        "Dr Ahorn-Birke (S1)",
        "Dr Ahorn (S1)",
    ]


def test_answer_of_a_question_no_benchmark_asks_any_more_goes_by_its_id(
    department: Department,
) -> None:
    make.fact(department=department, input_id="asked_long_ago", value=3)
    latest = told(department)[0]
    assert (latest.name, fields_of(latest)["Value"]) == ("asked_long_ago, 2024", ("", "3"))


def test_numbers_and_dates_are_those_of_the_readers_language(
    department: Department, ada: User
) -> None:
    volume = make.volume(department=department)
    edit(ada, volume, operations=1050)
    with override("de"):
        assert [field.after for field in told(department)[0].fields] == ["1.050"]


def test_bookkeeping_is_no_change_of_a_field(department: Department, ada: User) -> None:
    batch = make.import_batch(department=department)
    fact = make.fact(department=department, batch=batch, source="imported")
    fact.source, fact.batch, fact.recorded_by = "typed", None, ada
    fact.save()
    assert told(department)[0].fields == ()


def test_import_is_one_line_with_its_file(department: Department, ada: User) -> None:
    batch = make.import_batch(department=department, file_name="codes.csv")
    for number in range(60):
        make.fact(department=department, input_id=f"asked_{number}", batch=batch, source="imported")
    _at_once(FacilityFact)
    edit(ada, FacilityFact.objects.filter(department=department)[0], value=1)

    change, imported = told(department, section="structure")
    assert (change.what_text, change.count) == ("changed", 1)
    assert (imported.what_text, imported.name, imported.file) == (
        "imported",
        "60 entries",
        "codes.csv",
    )
    assert len(told(department, section="structure", each=True)) == 61


def test_what_a_person_types_stands_line_by_line(department: Department, ada: User) -> None:
    for number in range(3):
        volume = ProcedureVolume(
            department=department, year=2020 + number, pathology="DEF", technique="open"
        )
        volume.operations = 5
        records.create(user=ada, record=volume)
    _at_once(ProcedureVolume)
    assert [one.count for one in told(department, section="volumes")] == [1, 1, 1]


def test_surgeons_go_by_their_codes_where_asked(department: Department, ada: User) -> None:
    surgeon = make.surgeon(department=department, code="S1", name="Dr Ahorn")
    make.training(surgeon=surgeon)
    edit(ada, surgeon, name="Dr Birke")
    found = changes(lines(sources_of(department.pk), HistoryFilters(each=True)), by_name=False)
    assert "Ahorn" not in str(found)
    assert "Birke" not in str(found)
    assert "Fellowship, Deformity, S1" in [one.name for one in found]


def _at_once(model: type[Versioned]) -> None:
    """Date every state of the model alike, as bulk writes do."""
    moment = datetime(2025, 2, 1, 9, 30, tzinfo=get_default_timezone())
    model.history.update(history_date=moment)
