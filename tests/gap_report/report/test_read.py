"""One department's report from the database: what is read, and in how many queries."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from assessments.gap_report import frames
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.reading import NothingRecorded, department_report, recorded_years
from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.models import Department, ImportBatch
from assessments.models.choices import CertificateKind, ImportStatus, Position
from assessments.pages.benchmarks import benchmark_in_language
from benchmarks import library
from benchmarks.scoring.engine import score
from tests import factories
from tests.gap_report.report.contexts import measure
from tests.gap_report.report.records import full_department

pytestmark = pytest.mark.django_db

YEAR = factories.YEAR
BENCHMARK = library.load(library.DEFAULT_ID)


def report_of(department: Department, year: int = YEAR, **options: Any) -> GapReport:
    return department_report(department, year, BENCHMARK, **options)


def queries_of(department: Department, peers: list[Department]) -> int:
    fresh = Department.objects.select_related("hospital").get(pk=department.pk)
    with CaptureQueriesContext(connection) as queries:
        report_of(fresh, compared_with=peers)
    return len(queries)


# -------------------------------------------------------------------------------------- queries


def test_queries_are_as_many_for_one_peer_as_for_thirty() -> None:
    department = full_department()
    hospital = factories.hospital()
    peers = [full_department(hospital=hospital) for _number in range(30)]
    assert queries_of(department, peers[:1]) == queries_of(department, peers) <= 8


def test_queries_do_not_grow_with_the_records() -> None:
    department = full_department()
    before = queries_of(department, [])
    for _number in range(5):
        surgeon = factories.surgeon(department=department)
        factories.certificate(surgeon=surgeon)
        factories.volume(surgeon=surgeon, operations=7)
    factories.estimate(department=department, year=YEAR - 2)
    assert queries_of(department, []) == before


# --------------------------------------------------------------------------------- what is there


def test_report_agrees_with_scoring_the_same_records() -> None:
    department = full_department()
    found = report_of(department)
    scored = score(frames.inputs_frame([(department.pk, YEAR)], BENCHMARK), BENCHMARK).at(0)
    assert [(m.points, m.level, m.status) for m in found.measures] == [
        (m.points, m.level, m.status) for m in scored.measures
    ]
    assert found.overall_index == scored.overall_index
    assert measure(found, "tum_operations").value == 11


def test_subject_is_the_department_in_words() -> None:
    hospital = factories.hospital(name="Klinikum Ahornstadt", country="CN")
    department = full_department(
        hospital=hospital, name="Spine", care_tier="university", is_fictional=True, note="Demo."
    )
    subject = report_of(department).subject
    assert (subject.department_id, subject.hospital, subject.department, subject.country) == (
        str(department.pk),
        "Klinikum Ahornstadt",
        "Spine",
        "CN",
    )
    assert (subject.care_tier, subject.is_fictional, subject.note) == (
        "University hospital",
        True,
        "Demo.",
    )


def test_surgeons_carry_names_positions_and_certificates() -> None:
    (row,) = report_of(full_department()).surgeons.rows
    assert row.name == "Dr Ahorn"
    assert row.position == Position.HEAD.label
    assert set(row.certificates) == {
        CertificateKind.DWG_MASTER.label,
        CertificateKind.EUROSPINE_DIPLOMA.label,
    }
    assert row.cases == (60, 0, 0)
    assert row.cumulative == (120, 0, 0)
    assert row.trained == (False, True, False)


def test_trend_reaches_back_over_the_recorded_years() -> None:
    found = report_of(full_department())
    assert [point.year for point in found.trend[0].points] == [YEAR - 1, YEAR]
    assert [point.year for point in report_of(full_department(), YEAR - 1).trend[0].points] == [
        YEAR - 1
    ]


def test_digest_is_that_of_the_definition_on_file() -> None:
    facts = report_of(full_department()).benchmark
    assert facts.digest == library.digest(BENCHMARK.id, BENCHMARK.version)


def test_report_is_in_the_active_language() -> None:
    department = full_department()
    with override("de"):
        found = department_report(department, YEAR, benchmark_in_language())
    assert found.language == "de"
    german = library.load(library.DEFAULT_ID, None, "de")
    assert [row.label for row in found.domains] == [one.label for one in german.domains]


def test_default_benchmark_is_the_german_one_in_the_active_language() -> None:
    assert benchmark_in_language() is BENCHMARK
    with override("zh-hans"):
        chosen = benchmark_in_language("de-lg28", "1.0")
    assert chosen is library.load("de-lg28", "1.0", "zh-hans")


# ----------------------------------------------------------------------------- nothing to report


def test_department_without_records_has_nothing_to_report() -> None:
    with pytest.raises(NothingRecorded):
        report_of(factories.department())


def test_year_without_records_has_nothing_to_report() -> None:
    with pytest.raises(NothingRecorded):
        report_of(full_department(), YEAR + 1)


def test_surgeons_alone_are_no_year_to_report() -> None:
    department = factories.surgeon().department
    factories.complete(department=department)
    with pytest.raises(NothingRecorded):
        report_of(department)


@pytest.mark.parametrize("make", [factories.volume, factories.outcome, factories.fact])
def test_one_record_of_a_year_is_enough(make: Any) -> None:
    department = factories.department()
    make(department=department, year=YEAR - 3)
    assert report_of(department, YEAR - 3).year == YEAR - 3


def test_recorded_years_rise_and_stand_for_each_department() -> None:
    one, other, empty = factories.department(), factories.department(), factories.department()
    for year in (YEAR, YEAR - 2, YEAR):
        factories.fact(department=one, year=year, input_id=f"answer_{uuid4().hex[:8]}")
    factories.estimate(department=other, year=YEAR - 1)
    years = recorded_years(frames.record_tables([one.pk, other.pk, empty.pk]))
    assert years[one.pk] == (YEAR - 2, YEAR)
    assert years[other.pk] == (YEAR - 1,)
    assert years.get(empty.pk, ()) == ()


# -------------------------------------------------------------------------------------- imports

CODES = b"code;count\n5-831.0;120\n5-032.00;150\n5-836.30;40\n"


def imported(department: Department, data: bytes, name: str) -> ImportBatch:
    user = factories.user(role="director", of=department)
    parsed = read_file(data, name)
    batch = imports.propose(user=user, department=department, parsed=parsed, year=YEAR)
    return imports.confirm(user=user, batch=batch)


def test_confirmed_import_is_named_and_its_bounds_are_told() -> None:
    department = factories.department()
    batch = imported(department, CODES, "codes.csv")
    why, *bounds = report_of(department).estimates
    assert "(codes.csv)" in why.text
    assert [note.category for note in bounds] == [
        bound.category for bound in CodeListEstimates.read(batch).bounds
    ]
    assert bounds[0].text == (
        "Spine operations: the procedure codes alone would allow 120–160; the access codes "
        "allow 150 and were used as the bound. Result: 120–150."
    )
    row = measure(report_of(department), "foundation_spine_operations")
    assert row.value_text == "120–150 operations a year (estimate)"
    assert row.origin_text == "estimated from codes.csv"


def test_superseded_import_is_ignored() -> None:
    department = factories.department()
    first = imported(department, CODES, "first.csv")
    imported(department, CODES.replace(b"120", b"145"), "second.csv")
    first.refresh_from_db()
    assert first.status == ImportStatus.SUPERSEDED
    found = report_of(department)
    assert "(second.csv)" in found.estimates[0].text
    assert measure(found, "foundation_spine_operations").low == 145


def test_import_undone_leaves_nothing_to_report() -> None:
    department = factories.department()
    batch = imported(department, CODES, "codes.csv")
    assert batch.confirmed_by is not None
    imports.undo(user=batch.confirmed_by, batch=batch)
    with pytest.raises(NothingRecorded):
        report_of(department)


def test_later_preview_is_not_named() -> None:
    department = factories.department()
    imported(department, CODES, "confirmed.csv")
    factories.import_batch(department=department, status="preview", file_name="preview.csv")
    found = report_of(department)
    assert "(confirmed.csv)" in found.estimates[0].text
    assert "preview.csv" not in repr(found)


def test_import_of_another_year_or_department_is_not_named() -> None:
    department = factories.department()
    imported(department, CODES, "this.csv")
    for batch in (
        factories.import_batch(department=department, year=YEAR - 3, file_name="old.csv"),
        factories.import_batch(year=YEAR, file_name="elsewhere.csv"),
    ):
        factories.estimate(batch=batch, low=1, likely=1, high=1)
    found = report_of(department)
    assert "(this.csv)" in found.estimates[0].text
    assert "old.csv" not in repr(found)
    assert "elsewhere.csv" not in repr(found)


def test_counted_volumes_need_no_file() -> None:
    department = full_department()
    imported(department, CODES, "codes.csv")
    found = report_of(department)
    assert found.estimates == ()
    assert "codes.csv" not in repr(found)
