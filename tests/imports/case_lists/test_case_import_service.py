"""Case lists from files to exact volumes and outcomes, and back, through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models

from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.services import steps as import_steps
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    NotConfirmed,
    NothingChosen,
    NotInPreview,
    ReplacedByLater,
    SurgeonOfReplacedGone,
)
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.files.source_files import SourceFile
from assessments.models import (
    Department,
    DepartmentKey,
    FacilityFact,
    ImportBatch,
    OutcomeRecord,
    ProcedureVolume,
    Surgeon,
    SurgeonAlias,
    User,
    VolumeEstimate,
)
from assessments.profile.records import services as records
from tests import factories
from tests.imports.case_lists.lists import HQMS, P21_FAB, P21_ICD, P21_OPS, TEMPLATE, files, p21

pytestmark = pytest.mark.django_db

# The files here are small: any year may become smaller by them.
YEARS = range(2000, 2100)


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


def propose(
    user: User, department: Department, sources: list[SourceFile] | None = None, **options: Any
) -> ImportBatch:
    sources = sources or files(template=TEMPLATE)
    return case_imports.propose(user=user, department=department, files=sources, **options)


def confirmed(
    user: User, department: Department, sources: list[SourceFile] | None = None, **options: Any
) -> ImportBatch:
    batch = propose(user, department, sources, **options)
    return case_imports.confirm(user=user, batch=batch, smaller=YEARS)


def records_now() -> list[dict[str, Any]]:
    """Every record with every column, to compare before and after."""
    tables: list[type[models.Model]] = [
        ProcedureVolume,
        OutcomeRecord,
        FacilityFact,
        VolumeEstimate,
        Surgeon,
    ]
    return [
        {"table": table.__name__, **row}
        for table in tables
        for row in table._default_manager.order_by("pk").values()
    ]


def sums(*by: str, **chosen: Any) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = {}
    for *key, operations in ProcedureVolume.objects.filter(**chosen).values_list(*by, "operations"):
        found[tuple(key)] = found.get(tuple(key), 0) + operations
    return found


def test_template_becomes_exact_volumes_and_outcomes(
    director: User, department: Department
) -> None:
    batch = propose(director, department)
    assert not ProcedureVolume.objects.exists()
    assert batch.kind == "case_list"
    batch = case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    year = batch.year
    assert sums("pathology", "technique", year=year) == {
        ("DEG", "microsurgical"): 1,
        ("DEG", "MIS"): 1,
        ("DEF", "open"): 1,
        ("TUM", "microsurgical"): 1,
    }
    outcomes = OutcomeRecord.objects.filter(pillar="DEF", outcome="any_complication")
    assert [(one.cases, one.events, one.source) for one in outcomes] == [(1, 1, "imported")]
    row = ProcedureVolume.objects.first()
    assert row is not None
    assert (row.source, row.batch, row.origin, row.recorded_by) == (
        "imported",
        batch,
        "template.csv",
        director,
    )
    assert {past.history_user for past in ProcedureVolume.history.all()} == {director}


MARKED = (
    "case;date;main_dx;procedures;navigation;monitoring\n"
    "1;2024-03-05;M41.1;5-838.a0;yes;yes\n"
    "2;2024-03-06;M41.1;5-838.a0;;no\n"
    "3;2023-03-06;M41.1;5-838.a0;;yes\n"
)


def test_answers_of_a_list_are_recorded_where_nobody_did_and_go_with_it(
    director: User, department: Department
) -> None:
    def answers() -> list[tuple[int, str, float, str]]:
        facts = FacilityFact.objects.order_by("year", "input_id")
        return list(facts.values_list("year", "input_id", "value", "source"))

    monitoring = "def_neuromonitoring_percent"
    typed = (2023, monitoring, 80, "typed")
    factories.fact(department=department, year=2023, input_id=monitoring, value=80)
    before = records_now()
    first = confirmed(director, department, files(marked=MARKED))
    assert answers() == [
        typed,
        (2024, monitoring, 50, "imported"),
        (2024, "navigation", 1, "imported"),
    ]
    assert set(FacilityFact.history.filter(year=2024).values_list("history_user", flat=True)) == {
        director.pk
    }
    in_force = records_now()
    # A later list of the same year takes the place of the first, and gives it back.
    fewer = MARKED.replace(";;no", ";;yes").replace("yes;yes", ";yes")
    later = confirmed(director, department, files(fewer=fewer))
    assert answers() == [typed, (2024, monitoring, 100, "imported")]
    case_imports.undo(user=director, batch=later)
    assert records_now() == in_force
    case_imports.undo(user=director, batch=first)
    assert records_now() == before


def test_undo_restores_exactly_what_was_recorded_before(
    director: User, department: Department
) -> None:
    factories.volume(department=department, operations=40)
    factories.volume(department=department, year=2023, operations=30)
    factories.outcome(department=department, pillar="DEF", outcome="any_complication")
    factories.outcome(department=department, pillar="DEF", outcome="dural_tear")
    before = records_now()
    batch = confirmed(director, department)
    assert sums("year") == {(2023,): 30, (2024,): 4}
    assert OutcomeRecord.objects.filter(outcome="dural_tear", source="typed").exists()
    case_imports.undo(user=director, batch=batch)
    assert records_now() == before
    assert CaseListDetails.read(ImportBatch.objects.get()).set_aside is None


def test_every_change_stands_in_the_history_with_the_person(
    director: User, department: Department
) -> None:
    typed = factories.volume(department=department)
    batch = confirmed(director, department)
    case_imports.undo(user=director, batch=batch)
    told = typed.history.order_by("history_id").values_list(
        "history_type", "history_user", "history_change_reason"
    )
    assert list(told)[1:] == [("-", director.pk, None), ("+", director.pk, "brought back")]
    brought = ProcedureVolume.history.filter(batch_id=batch.pk)
    assert set(brought.values_list("history_type", "history_user")) == {
        ("+", director.pk),
        ("-", director.pk),
    }


def test_earlier_import_is_undone_exactly_after_the_later_one(
    director: User, department: Department
) -> None:
    factories.volume(department=department)
    states = [records_now()]
    first = confirmed(director, department)
    states.append(records_now())
    second = confirmed(director, department, p21())
    assert ProcedureVolume.objects.filter(batch=first).count() == 0
    with pytest.raises(ReplacedByLater, match=r"OPS.csv.* covers 2024 too"):
        case_imports.undo(user=director, batch=first)
    case_imports.undo(user=director, batch=second)
    assert records_now() == states[1]
    case_imports.undo(user=director, batch=first)
    assert records_now() == states[0]


def test_imports_of_different_years_are_undone_in_any_order(
    director: User, department: Department
) -> None:
    early = confirmed(director, department, p21(), year=2023)
    confirmed(director, department)
    case_imports.undo(user=director, batch=early)
    assert sums("year") == {(2024,): 4}


def test_record_changed_by_hand_since_stays_and_nothing_comes_back_in_its_place(
    director: User, department: Department
) -> None:
    typed = factories.volume(
        department=department, technique="microsurgical", group="lumbar_disc_stenosis"
    )
    other = factories.volume(department=department, pathology="TRA")
    batch = confirmed(director, department, p21(), year=2024)
    brought = ProcedureVolume.objects.get(technique="microsurgical", pathology="DEG")
    records.change(
        user=director, record=brought, values={"operations": 7}, base={"operations": "1"}
    )
    case_imports.undo(user=director, batch=batch)
    assert set(ProcedureVolume.objects.values_list("pk", "operations")) == {
        (brought.pk, 7),
        (other.pk, other.operations),
    }
    assert not ProcedureVolume.objects.filter(pk=typed.pk).exists()


def test_undo_waits_for_a_deleted_surgeon(director: User, department: Department) -> None:
    surgeon = factories.surgeon(department=department, code="S9")
    factories.volume(surgeon=surgeon)
    batch = confirmed(director, department)
    surgeon.delete()
    before = records_now()
    with pytest.raises(SurgeonOfReplacedGone, match="Bring that surgeon back first"):
        case_imports.undo(user=director, batch=batch)
    assert records_now() == before


def test_undo_names_whoever_recorded_what_comes_back_unless_they_were_deleted(
    director: User, department: Department
) -> None:
    gone, still_there = (factories.user(role="director", of=department) for _number in range(2))
    of_gone = factories.volume(department=department, pathology="DEG", recorded_by=gone)
    of_present = factories.volume(department=department, pathology="TRA", recorded_by=still_there)
    before = records_now()
    batch = confirmed(director, department)
    gone.delete()
    case_imports.undo(user=director, batch=batch)
    recorded = dict(ProcedureVolume.objects.values_list("pk", "recorded_by"))
    assert recorded == {of_gone.pk: None, of_present.pk: still_there.pk}
    # Nothing else is lost with the person: the operations, and when they were recorded.
    for row in before:
        row["recorded_by_id"] = recorded.get(row["id"], row.get("recorded_by_id"))
    assert records_now() == before


def test_several_files_and_years_are_restricted_to_one_department_of_the_hospital(
    director: User, department: Department
) -> None:
    batch = propose(director, department, p21())
    assert CaseListDetails.read(batch).departments == ["HA2316"]
    assert CaseListDetails.read(batch).years == [2023, 2024]
    assert batch.file_name == "OPS.csv, ICD.csv, FAB.csv, FALL.csv"
    case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert sums("year", "pathology") == {(2023, "DEG"): 1, (2024, "DEG"): 2, (2024, "DEF"): 1}


def test_choice_of_departments_and_years_is_taken_and_remembered(
    director: User, department: Department
) -> None:
    batch = propose(director, department, p21())
    batch = case_imports.choose(
        user=director, batch=batch, departments=["HA1700"], years=[2024], surgeons={}
    )
    case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert sums("year", "pathology") == {(2024, "TUM"): 1}
    assert [one.key for one in DepartmentKey.objects.all()] == ["HA1700"]
    case_imports.undo(user=director, batch=batch)
    again = propose(director, department, files(OPS=P21_OPS, ICD=P21_ICD, FAB=P21_FAB))
    assert CaseListDetails.read(again).departments == ["HA1700"]


def test_choice_that_leaves_nothing_is_refused(director: User, department: Department) -> None:
    batch = propose(director, department, p21())
    with pytest.raises(NothingChosen, match="at least one department"):
        case_imports.choose(
            user=director, batch=batch, departments=["HA1700"], years=[2023], surgeons={}
        )
    batch.refresh_from_db()
    assert CaseListDetails.read(batch).years == [2023, 2024]


def test_surgeons_are_matched_by_code_and_name_and_the_rest_is_remembered(
    director: User, department: Department
) -> None:
    zhang = factories.surgeon(department=department, code="A", name="张三")
    factories.surgeon(name="李四")  # of another department
    other = factories.surgeon(department=department, code="B")
    batch = propose(director, department, files(hqms=HQMS))
    assert batch.rows["words"] == ["张三", "李四"]
    assert CaseListDetails.read(batch).surgeons == [zhang.pk, None]
    batch = case_imports.choose(
        user=director, batch=batch, departments=["骨科"], years=[2024], surgeons={1: other}
    )
    case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    assert sums("surgeon__code") == {("A",): 2, ("B",): 2}
    assert list(SurgeonAlias.objects.values_list("text", "surgeon")) == [("李四", other.pk)]
    case_imports.undo(user=director, batch=batch)
    again = propose(director, department, files(again=HQMS))
    assert CaseListDetails.read(again).surgeons == [
        zhang.pk,
        other.pk,
    ]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Anna Weber", "Dr. Weber, Anna"),
        ("Weber", "WEBER"),
        ("Jörg Öz", "Prof. Dr. med. Öz,Jörg"),
    ],
)
def test_surgeon_is_matched_without_titles_and_order(
    director: User, department: Department, name: str, word: str
) -> None:
    surgeon = factories.surgeon(department=department, name=name)
    text = f"case;date;code;surgeon\n1;2024-01-02;5-831.0;{word}\n".replace(word, f'"{word}"')
    batch = propose(director, department, files(cases=text))
    assert CaseListDetails.read(batch).surgeons == [surgeon.pk]


def test_surgeon_of_two_that_bear_the_name_is_not_guessed(
    director: User, department: Department
) -> None:
    for _number in range(2):
        factories.surgeon(department=department, name="Anna Weber")
    text = "case;date;code;surgeon\n1;2024-01-02;5-831.0;Anna Weber\n"
    batch = propose(director, department, files(cases=text))
    assert CaseListDetails.read(batch).surgeons == [None]


def test_same_files_again_say_so_and_change_nothing(director: User, department: Department) -> None:
    batch = propose(director, department, p21())
    with pytest.raises(AlreadyInPreview):
        propose(director, department, p21()[::-1])
    case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    before = records_now()
    with pytest.raises(AlreadyImported, match="was imported for 2024 before"):
        propose(director, department, p21()[::-1])
    assert records_now() == before
    assert ImportBatch.objects.count() == 1


def test_same_files_read_twice_at_the_same_time_are_in_force_once(
    director: User, department: Department
) -> None:
    meanwhile: list[ImportBatch] = []

    def second_upload(_read: int, _about: int) -> None:
        if not meanwhile:
            meanwhile.append(propose(director, department))

    first = propose(director, department, progress=second_upload)
    (second,) = meanwhile
    case_imports.confirm(user=director, batch=second, smaller=YEARS)
    before = records_now()
    with pytest.raises(AlreadyImported, match="was imported for 2024 before"):
        case_imports.confirm(user=director, batch=first, smaller=YEARS)
    assert records_now() == before
    first.refresh_from_db()
    assert first.status == "preview"


def test_other_code_system_reads_a_preview_again(director: User, department: Department) -> None:
    first = propose(director, department, system="OPS")
    with pytest.raises(UnreadableFile, match="look like OPS"):
        propose(director, department, system="OPCS4")
    first.refresh_from_db()
    assert first.status == "discarded"


def test_same_files_serve_two_departments(director: User, department: Department) -> None:
    other = factories.department()
    chief = factories.user(role="director", of=other)
    confirmed(director, department, p21())
    batch = propose(chief, other, p21())
    batch = case_imports.choose(
        user=chief, batch=batch, departments=["HA1700"], years=[2024], surgeons={}
    )
    case_imports.confirm(user=chief, batch=batch, smaller=YEARS)
    assert sums("pathology", department=other) == {("TUM",): 1}
    assert sums("pathology", department=department) == {("DEG",): 3, ("DEF",): 1}


def test_case_list_stands_beside_an_estimate(director: User, department: Department) -> None:
    factories.estimate(department=department, year=2024)
    before = records_now()
    batch = confirmed(director, department)
    assert set(ImportBatch.objects.values_list("kind", "status")) == {
        ("code_list", "confirmed"),
        ("case_list", "confirmed"),
    }
    case_imports.undo(user=director, batch=batch)
    assert records_now() == before


def test_future_day_is_refused_and_nothing_is_written(
    director: User, department: Department
) -> None:
    year = date.today().year + 1
    text = f"case;date;code\n1;{year}-01-02;5-831.0\n"
    with pytest.raises(UnreadableFile, match="lies in the future"):
        propose(director, department, files(cases=text))
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("case;date;code\n1;2024-01-02;5-511.11\n", "No spine operation was found"),
        ("case;date;code\n1;2024-01-02;\n", "The code is missing"),
        ("case;date;code\n", "no case with a procedure code"),
    ],
)
def test_list_without_spine_operations_is_refused(
    director: User, department: Department, text: str, why: str
) -> None:
    with pytest.raises(UnreadableFile, match=why):
        propose(director, department, files(cases=text))
    assert not ImportBatch.objects.exists()


def test_year_that_the_list_does_not_have_is_refused(
    director: User, department: Department
) -> None:
    with pytest.raises(UnreadableFile, match="no row for 2019, only for 2023, 2024"):
        propose(director, department, p21(), year=2019)


def test_import_passes_its_stages_once(director: User, department: Department) -> None:
    batch = propose(director, department)
    with pytest.raises(NotConfirmed):
        case_imports.undo(user=director, batch=batch)
    case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    with pytest.raises(NotInPreview):
        case_imports.confirm(user=director, batch=batch, smaller=YEARS)
    case_imports.undo(user=director, batch=batch)
    with pytest.raises(NotInPreview):
        import_steps.discard(user=director, batch=batch)


def test_who_may_not_record_changes_nothing(director: User, department: Department) -> None:
    batch = propose(director, department)
    consultant = factories.user(role="consultant", of=department)
    for refused in (
        lambda: propose(consultant, department, p21()),
        lambda: case_imports.confirm(user=consultant, batch=batch, smaller=YEARS),
        lambda: case_imports.undo(user=consultant, batch=batch),
        lambda: case_imports.choose(
            user=consultant, batch=batch, departments=[""], years=[2024], surgeons={}
        ),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert not ProcedureVolume.objects.exists()
