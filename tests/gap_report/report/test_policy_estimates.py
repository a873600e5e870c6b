"""Reports by a benchmark that counts differently: the estimate follows the benchmark."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.gap_report import frames
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.reading import department_report
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.services import importing as imports
from assessments.management.file_reports import report_from_files
from assessments.models import Department, VolumeEstimate
from benchmarks import library
from benchmarks.library.definition import Benchmark
from tests import factories
from tests.gap_report.report.contexts import measure
from tests.imports.sample_files import REAL_FILE, department_xml, report_xml

pytestmark = pytest.mark.django_db

DEFAULT = library.load(library.DEFAULT_ID)
MICROSURGERY = b"code;count\nV33.7;80\nV38.6;40\n"  # microdiscectomies beside fusions


def copy_of(**policy: Any) -> Benchmark:
    """The default benchmark with another policy, under the id of another existing benchmark."""
    dump = DEFAULT.model_dump()
    return Benchmark.model_validate(
        dump | {"id": "de-lg28", "policy": dump["policy"] | policy}, strict=True
    )


def imported(department: Department, data: bytes, name: str, year: int = 2019) -> None:
    user = factories.user(role="director", of=department)
    parsed = read_file(data, name)
    batch = imports.propose(user=user, department=department, parsed=parsed, year=year)
    imports.confirm(user=user, batch=batch)


def slipped(year: int) -> tuple[bytes, str, int]:
    """A quality report of fusions and corrections, most of them for spondylolisthesis."""
    procedures = [("5-836.30", "60"), ("5-838.d0", "45")]
    diagnoses = [("M43.16", "50"), ("M51.1", str(year - 1990))]
    text = report_xml(department_xml(procedures=procedures, diagnoses=diagnoses))
    return text.encode(), f"260100023-00-{year}-xml.xml", year


def figures(report: GapReport) -> list[tuple[Any, ...]]:
    """Everything of a report that depends on the estimate."""
    return [
        *((m.id, m.value, m.low, m.high, m.status, m.level, m.value_text) for m in report.measures),
        *((d.id, d.level, d.level_possible, d.index) for d in report.domains),
        *((note.category, note.text) for note in report.estimates),
        *((row.label, row.low, row.high) for row in report.casemix),
    ]


def test_microsurgery_counts_as_minimally_invasive_where_the_benchmark_says_so() -> None:
    department = factories.department()
    imported(department, MICROSURGERY, "codes.csv")
    stored = list(VolumeEstimate.objects.order_by("pk").values())
    by_default = measure(department_report(department, 2019, DEFAULT), "mis_operations")
    asked = department_report(department, 2019, copy_of(microsurgical_is_mis=True))
    assert (by_default.low, by_default.high) == (0, 0)
    row = measure(asked, "mis_operations")
    assert (row.low, row.value, row.high) == (0, 40, 80)
    assert list(VolumeEstimate.objects.order_by("pk").values()) == stored


@pytest.mark.parametrize(
    "policy", [{"microsurgical_is_mis": True}, {"spondylolisthesis": "DEF"}], ids=str
)
def test_page_and_command_agree_under_another_policy(
    policy: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = copy_of(**policy)
    department = factories.department()
    imported(department, REAL_FILE.read_bytes(), REAL_FILE.name)
    load = library.load

    def loaded(name: str, *rest: Any) -> Benchmark:
        return asked if name == asked.id else load(name, *rest)

    monkeypatch.setattr(library, "load", loaded)
    commanded = report_from_files(
        [REAL_FILE], year=2019, department="", system="", benchmark=asked.id, language="en"
    )
    page = department_report(department, 2019, asked)
    assert figures(page) == figures(commanded)
    assert figures(page) != figures(department_report(department, 2019, DEFAULT))


def test_trend_and_peers_follow_the_benchmark_too() -> None:
    department, *peers = (factories.department() for _number in range(6))
    for year in (2018, 2019):
        imported(department, *slipped(year))
    for peer in peers:
        imported(peer, *slipped(2019))
    asked = department_report(
        department, 2019, copy_of(spondylolisthesis="DEF"), compared_with=peers
    )
    by_default = department_report(department, 2019, DEFAULT, compared_with=peers)
    deformity = next(series for series in asked.trend if series.domain == "DEF")
    assert [(point.low, point.high) for point in deformity.points] == [(45, 50), (45, 50)]
    assert asked.peers is not None
    assert by_default.peers is not None
    assert asked.peers.medians["DEF"] > by_default.peers.medians["DEF"]


def queries_of(department: Department, benchmark: Benchmark, peers: list[Department]) -> int:
    with CaptureQueriesContext(connection) as queries:
        department_report(department, 2019, benchmark, compared_with=peers)
    return len(queries)


def test_one_query_more_however_many_peers_and_none_where_policies_agree() -> None:
    department, *peers = (factories.department() for _number in range(4))
    for one in (department, *peers):
        imported(one, MICROSURGERY, "codes.csv")
    other = copy_of(microsurgical_is_mis=True)
    usual = queries_of(department, DEFAULT, peers)
    assert queries_of(department, copy_of(augmentation_cap_percent=20), peers) == usual
    assert queries_of(department, other, peers) == usual + 1
    assert queries_of(department, other, peers[:1]) == usual + 1


def test_estimate_without_stored_rows_stays_as_it_is() -> None:
    department = factories.department()
    batch = factories.import_batch(department=department, year=2019)
    factories.estimate(batch=batch, category="mis", low=3, likely=4, high=5)
    before = frames.record_tables([department.pk]).estimates["low"].tolist()
    report = department_report(department, 2019, copy_of(microsurgical_is_mis=True))
    assert before == [3]
    assert measure(report, "mis_operations").low == 3
