"""The median of other departments beside one's own: from three on, and never by name."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.report.reading import MOST_PEERS, department_report
from assessments.models import Department
from benchmarks import library
from tests import factories
from tests.gap_report.report.contexts import gap
from tests.gap_report.report.records import full_department

pytestmark = pytest.mark.django_db

YEAR = factories.YEAR
BENCHMARK = library.load(library.DEFAULT_ID)


def report_of(department: Department, **options: Any) -> GapReport:
    return department_report(department, YEAR, BENCHMARK, **options)


def peer_departments(count: int, **values: Any) -> list[Department]:
    hospital = factories.hospital(name="Geheimes Krankenhaus")
    return [full_department(hospital=hospital, name=f"Geheim {n}", **values) for n in range(count)]


def test_peers_are_shown_as_a_median_and_never_named() -> None:
    found = report_of(full_department(), compared_with=peer_departments(3))
    assert found.peers is not None
    assert found.peers.count == 3
    assert set(found.peers.medians) <= {"MIS", "DEF", "TUM", "foundation"}
    assert "Geheim" not in repr(found)


def test_two_peers_are_too_few() -> None:
    assert report_of(full_department(), compared_with=peer_departments(2)).peers is None
    assert report_of(full_department()).peers is None


def test_department_is_no_peer_of_its_own() -> None:
    department = full_department()
    found = report_of(department, compared_with=[department, *peer_departments(2)])
    assert found.peers is None


def test_peer_without_records_of_the_year_does_not_count() -> None:
    peers = peer_departments(2)
    # Its training, clinics and partnerships hold in every year; it reported nothing for this one.
    idle = factories.department()
    factories.fact(department=idle, year=YEAR - 1)
    factories.training(surgeon=factories.surgeon(department=idle))
    factories.clinic(department=idle)
    factories.partnership(department=idle)
    assert report_of(full_department(), compared_with=[*peers, idle]).peers is None


def test_peers_leave_the_department_s_own_numbers_alone() -> None:
    department = full_department()
    alone = report_of(department)
    beside = report_of(department, compared_with=peer_departments(3))
    assert alone.measures == beside.measures
    assert alone.surgeons == beside.surgeons
    assert alone.casemix == beside.casemix
    assert gap(alone, "tum_operations") == gap(beside, "tum_operations")


def test_what_is_wrong_or_estimated_with_peers_leaves_the_department_alone() -> None:
    department = full_department()
    peers = peer_departments(3)
    peers[0].facilityfacts.filter(year=YEAR).update(value=50_000)
    estimated = factories.department()
    factories.estimate(department=estimated, year=YEAR)
    beside = report_of(department, compared_with=[*peers, estimated])
    assert beside.peers is not None
    assert beside.measures == report_of(department).measures
    assert "50,000" not in repr(beside)


def test_at_most_so_many_peers_are_read() -> None:
    hospital = factories.hospital()
    peers = [factories.department(hospital=hospital) for _number in range(MOST_PEERS + 5)]
    for peer in peers:
        factories.fact(department=peer)
    found = report_of(full_department(), compared_with=peers)
    assert found.peers is not None
    assert found.peers.count == MOST_PEERS
