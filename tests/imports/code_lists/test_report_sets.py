"""Quality reports of several years in one upload: read, previewed and confirmed together."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.import_records.code_list_contents import ListedDepartment
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.services.kind import Upload
from assessments.imports.batches.services.refusals import (
    NoneWaiting,
    OneYearRefused,
    SomeAlreadyHere,
)
from assessments.imports.code_lists.reading.report_set import (
    holds_reports,
    read_reports,
    same_departments,
)
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_lists.services import report_sets
from assessments.imports.files.source_files import SourceFile
from assessments.imports.kinds import services as uploads
from assessments.models import Department, ImportBatch, User, VolumeEstimate
from tests import factories
from tests.imports.sample_files import department_xml, report_xml, reports_of, xlsx

CASES = SourceFile("cases.csv", b"case;date;code\n1;2020-03-05;5-831.0\n")


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


@pytest.fixture
def page(client: Client, director: User) -> Client:
    client.force_login(director)
    return client


def zipped(sources: list[SourceFile]) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for source in sources:
            archive.writestr(f"reports/{source.name}", source.data)
    return SourceFile("reports.zip", buffer.getvalue())


def upload(page: Client, department: Department, sources: list[SourceFile], **answers: Any) -> Any:
    files = [SimpleUploadedFile(source.name, source.data) for source in sources]
    answers = {"department": department.pk, "file": files, **answers}
    return page.post(reverse("import_new"), answers, follow=True)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def proposed(
    director: User, department: Department, *years: int, **options: Any
) -> list[ImportBatch]:
    reports = read_reports(reports_of(*years, **options))
    return report_sets.propose(user=director, department=department, reports=reports)


def together(batches: list[ImportBatch]) -> dict[str, Any]:
    return {"department": batches[0].department, "together": batches[0].together}


@pytest.mark.parametrize("packed", [list, lambda sources: [zipped(sources)]], ids=["files", "zip"])
def test_reports_are_read_by_year_whatever_their_order(
    packed: Callable[[list[SourceFile]], list[SourceFile]],
) -> None:
    sources = packed(reports_of(2019, 2017, 2018))
    assert holds_reports(sources)
    assert [one.year for one in read_reports(sources)] == [2017, 2018, 2019]


@pytest.mark.parametrize(
    "sources",
    [
        [reports_of(2019)[0]],  # by itself, as before
        [CASES, CASES],
        [zipped([CASES])],
        [SourceFile("list.xlsx", xlsx([["code", "count"], ["5-831.0", 3]]))],
        [SourceFile("broken.zip", b"PK\x03\x04 and nothing more")],
    ],
)
def test_other_uploads_are_no_sets_of_reports(sources: list[SourceFile]) -> None:
    assert not holds_reports(sources)


def test_problems_of_all_files_are_told_at_once_with_their_names() -> None:
    good, twin, late = reports_of(2017, 2018, 2019)
    other_site = SourceFile("260100023-01-2017-xml.xml", good.data + b"\n")
    sources = [
        good,
        SourceFile("again.xml", good.data),
        other_site,
        SourceFile("renamed.xml", twin.data),
        SourceFile("cut.xml", late.data[:-40]),
        SourceFile("260100023-00-2016-xml.xml", b"<book/>"),
        SourceFile("named.xml", b"no xml at all"),
    ]
    with pytest.raises(UnreadableFile) as caught:
        read_reports(sources)
    assert sorted((one.place.file, one.kind) for one in caught.value.problems) == [
        ("260100023-00-2016-xml.xml", "other_xml"),
        ("260100023-01-2017-xml.xml", "year_twice"),
        ("again.xml", "report_twice"),
        ("again.xml", "report_without_year"),
        ("cut.xml", "broken_xml"),
        ("named.xml", "not_xml"),
        ("renamed.xml", "report_without_year"),
    ]
    assert all(one.message and one.remedy for one in caught.value.problems)


@pytest.mark.parametrize("seed", range(30))
def test_damaged_sets_are_refused_by_name_and_never_fail(seed: int) -> None:
    chance = random.Random(seed)
    sources = reports_of(2018, 2019)
    if seed % 2:
        sources = [zipped(sources)]
    damaged = []
    for source in sources:
        data = bytearray(source.data)
        for _edit in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        damaged.append(SourceFile(source.name, bytes(data[: chance.choice([len(data), 300])])))
    holds_reports(damaged)
    with contextlib.suppress(UnreadableFile):
        assert len(read_reports(damaged)) == 2


def test_departments_are_the_same_by_their_keys_or_else_by_their_names() -> None:
    def choice(key: str, name: str, *specialties: str, codes: int = 10) -> ListedDepartment:
        keys = list(specialties)
        return ListedDepartment(key=key, name=name, specialty_keys=keys, spine_codes=codes)

    found = same_departments(
        {
            2018: [
                choice("1", "Neurochirurgie", "1700", codes=50),
                choice("2", "Chirurgie I", "1500"),
            ],
            2019: [
                choice("4", "Chirurgie II", "1500", codes=3),
                choice("5", "Chirurgie  I", "1500"),
                choice("7", "Klinik für Neurochirurgie", "1700", codes=60),
            ],
            2020: [choice("1", "Wirbelsäule"), choice("2", "chirurgie i", "1500")],
        }
    )
    assert [(one.name, one.spine_codes, one.keys) for one in found] == [
        ("Klinik für Neurochirurgie", 110, {2018: "1", 2019: "7"}),
        ("chirurgie i", 30, {2018: "2", 2019: "5", 2020: "2"}),
        ("Wirbelsäule", 10, {2020: "1"}),
        ("Chirurgie II", 3, {2019: "4"}),
    ]


@pytest.mark.django_db
def test_one_file_that_cannot_be_taken_keeps_all_from_being_stored(
    director: User, department: Department
) -> None:
    no_spine = report_xml(department_xml(procedures=[("5-511.11", "40")]))
    sources = [*reports_of(2018), SourceFile("260100023-00-2019-xml.xml", no_spine.encode())]
    with pytest.raises(UnreadableFile) as caught:
        uploads.propose(user=director, department=department, upload=Upload(sources))
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.kind) == (
        "260100023-00-2019-xml.xml",
        "no_spine_codes_of",
    )
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
def test_reports_and_other_files_together_are_refused_with_a_remedy(
    page: Client, department: Department
) -> None:
    shown = text_of(upload(page, department, [*reports_of(2018), CASES]))
    assert "came together: 260100023-00-2018-xml.xml; and cases.csv." in shown
    assert "Upload the reports (XML) together" in shown
    shown = text_of(upload(page, department, reports_of(2018, 2019), year=2019))
    assert 'href="#id_year"' in shown
    assert "Leave the year empty" in shown
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
def test_years_are_chosen_once_confirmed_together_and_undone_one_by_one(
    page: Client, department: Department
) -> None:
    response = upload(page, department, [zipped(reports_of(2017, 2018, 2019))])
    shown = text_of(response)
    assert "Quality reports of 2017–2019 for" in shown
    assert "3 years wait for your confirmation" in shown
    assert shown.count("not chosen yet") == 3
    assert "Confirm all years" not in shown
    assert "Neurochirurgie 2019 (1700): 2017–2019, 3 spine codes in all" in shown
    address = response.request["PATH_INFO"]

    shown = text_of(page.post(f"{address}revise/", {}))
    assert "Choose a department of the reports." in shown
    shown = text_of(page.post(f"{address}revise/", {"listing": "1"}, follow=True))
    assert "The department was taken in 3 years." in shown
    assert all(f"Neurochirurgie {year}<" in shown for year in (2017, 2018, 2019))
    assert ">120<" in shown
    assert ">122<" in shown

    shown = text_of(page.post(f"{address}confirm/", follow=True))
    assert "3 years are confirmed and count from now on." in shown
    spine = VolumeEstimate.objects.filter(category="spine").order_by("year")
    assert [(one.year, one.low) for one in spine] == [(2017, 120), (2018, 121), (2019, 122)]
    assert "No year waits for a confirmation any more." in shown
    assert "None of these years waits" in text_of(page.post(f"{address}confirm/", follow=True))

    middle = ImportBatch.objects.get(year=2018)
    own = reverse("import_preview", args=[middle.pk])
    assert f'href="{address}"' in text_of(page.get(own))
    page.post(reverse("import_undo", args=[middle.pk]))
    assert set(VolumeEstimate.objects.values_list("year", flat=True)) == {2017, 2019}
    assert "Undone" in text_of(page.get(address))


@pytest.mark.django_db
def test_page_of_all_years_tells_what_is_worth_knowing_of_each(
    page: Client, department: Department
) -> None:
    outpatient = (
        "<Ambulante_Operationen><Verpflichtende_Angabe><Ambulante_Operation><OPS_301>5-831.0"
        "</OPS_301><Anzahl>9</Anzahl></Ambulante_Operation></Verpflichtende_Angabe>"
        "</Ambulante_Operationen></Organisationseinheit_Fachabteilung>"
    )
    text = department_xml().replace("</Organisationseinheit_Fachabteilung>", outpatient)
    sources = [
        SourceFile("999999999-99-2019-xml.xml", report_xml().encode()),
        SourceFile("999999999-999999000-2020-xml (1).xml", report_xml(text).encode()),
        SourceFile("999999999-99-2019-Land.xml", b"<Datengestuetzte_Qualitaetssicherung/>"),
    ]
    shown = text_of(upload(page, department, [zipped(sources)]))
    assert "Quality reports of 2019–2020 for" in shown
    assert "2019: reports/999999999-99-2019-Land.xml: The file holds quality indicators" in shown
    assert "2020: Spine procedures of outpatients" in shown
    assert "not counted: 9, of the department Neurochirurgie" in shown


@pytest.mark.django_db
def test_same_reports_again_lead_to_the_page_they_wait_on(
    page: Client, director: User, department: Department
) -> None:
    batches = proposed(director, department, 2018, 2019, orthopaedics=False)
    response = upload(page, department, reports_of(2018, 2019, orthopaedics=False))
    assert response.request["PATH_INFO"].endswith(f"/together/{batches[0].together}/")
    assert "Already imported, or waiting for your confirmation" in text_of(response)
    with pytest.raises(SomeAlreadyHere, match=r"2019-xml\.xml \(2019\)\. Nothing was changed"):
        proposed(director, department, 2019, 2020, orthopaedics=False)
    assert ImportBatch.objects.count() == 2


@pytest.mark.django_db
def test_all_or_none_of_the_years_are_confirmed(director: User, department: Department) -> None:
    batches = proposed(director, department, 2018, 2019)
    imports.revise(user=director, batch=batches[0], system="OPS", complete=True, listing="2")
    with pytest.raises(OneYearRefused, match="2019: Choose first which department"):
        report_sets.confirm(user=director, **together(batches))
    assert not VolumeEstimate.objects.exists()

    keys = {batch.pk: "1" for batch in batches}
    report_sets.choose(user=director, keys=keys, **together(batches))
    imports.confirm(user=director, batch=batches[0])  # one by itself
    assert len(report_sets.confirm(user=director, **together(batches))) == 1
    assert set(ImportBatch.objects.values_list("status", flat=True)) == {"confirmed"}
    with pytest.raises(NoneWaiting):
        report_sets.discard(user=director, **together(batches))


@pytest.mark.django_db
def test_discarding_puts_away_only_what_waits(director: User, department: Department) -> None:
    batches = proposed(director, department, 2018, 2019, 2020, orthopaedics=False)
    imports.confirm(user=director, batch=batches[1])
    report_sets.discard(user=director, **together(batches))
    states = ImportBatch.objects.order_by("year").values_list("status", flat=True)
    assert list(states) == ["discarded", "confirmed", "discarded"]
