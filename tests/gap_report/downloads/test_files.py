"""The files as a reader gets them: sheets, print set-up, properties, language, sign-off."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from assessments.gap_report.sheets import csv_text, xlsx
from assessments.models import Assessment, Department, ProcedureVolume
from assessments.sign_off.reading.frozen_reports import read_report, text_in_language
from tests import factories as make
from tests import reports_sample
from tests.gap_report.downloads.opened import XLSX, cells, csv_rows, kept, opened, rows_of, words
from tests.pages.records import YEAR, estimated_department, recorded_department
from tests.sign_off.records import at_stage, people

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SHEETS = [
    "Summary",
    "Measures",
    "Gaps",
    "Missing answers",
    "Surgeons",
    "Volumes",
    "Outcomes",
    "Sources",
]
MADE_AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_workbook_has_its_sheets_in_reading_order() -> None:
    book = opened(xlsx(reports_sample.sample()))
    assert book.sheetnames == SHEETS
    assert book.active is book["Summary"]


def test_each_sheet_keeps_its_headings_and_prints_as_wide_as_the_paper() -> None:
    for sheet in opened(xlsx(reports_sample.sample())).worksheets:
        assert str(sheet.freeze_panes).endswith("2"), sheet.title
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
        assert all(cell.font.bold for cell in sheet[1])
        for column in range(1, sheet.max_column + 1):
            assert sheet.column_dimensions[get_column_letter(column)].width >= 7


def test_nothing_in_the_file_is_calculated_run_or_loaded() -> None:
    found = parts(xlsx(reports_sample.sample()))
    assert not [name for name in found if "vba" in name.lower() or "externalLink" in name]
    sheets = [text for name, text in found.items() if name.startswith("xl/worksheets/")]
    assert len(sheets) == len(SHEETS)
    for text in sheets:
        assert "<f>" not in text
        assert "<hyperlink" not in text
    assert not [text for text in found.values() if 'TargetMode="External"' in text]


def test_properties_say_whose_report_it_is_and_when_the_file_was_made() -> None:
    report = reports_sample.sample()
    properties = opened(xlsx(report, made_at=MADE_AT)).properties
    assert report.subject.department in str(properties.title)
    assert properties.subject == report.headline
    assert properties.creator == report.benchmark.issuer
    assert str(properties.description).startswith("Orientation, not a certification")
    assert "german-three-pillar 1.0" in str(properties.keywords)
    assert (properties.created, properties.modified) == (MADE_AT.replace(tzinfo=None),) * 2


def test_no_clock_is_in_the_content() -> None:
    report = reports_sample.sample()
    first, second = (
        parts(xlsx(report, made_at=MADE_AT.replace(year=year))) for year in (2026, 2031)
    )
    assert {name for name in first if first[name] != second[name]} == {"docProps/core.xml"}


def test_page_head_holds_a_name_with_signs_that_mean_something_there() -> None:
    report = reports_sample.sample()
    subject = replace(report.subject, hospital="A&P" * 80, department="B&D")
    sheet = opened(xlsx(replace(report, subject=subject)))["Summary"]
    assert sheet.oddHeader is not None
    head = str(sheet.oddHeader.left.text)
    assert "B&&D" in head
    assert head.replace("&&", "").count("&") == 0
    assert len(head) < 255  # more, and the file counts as damaged


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    report = reports_sample.sample()
    subject = replace(report.subject, department="Spine\x0b\x01 unit\uffff", note="#N/A")
    facts = rows_of(opened(xlsx(replace(report, subject=subject))), "Summary")
    said = {row["Fact"]: row["As the report says it"] for row in facts}
    assert said["Department"] == "Spine unit"
    assert said["Note"] == "#N/A"


def test_sheet_without_rows_says_so() -> None:
    book = opened(xlsx(replace(reports_sample.bare_sample(), trend=(), casemix=())))
    for title, sentence in (
        ("Surgeons", "No surgeon is recorded for this year."),
        ("Outcomes", "No outcomes are recorded."),
        ("Volumes", "No volumes are recorded."),
    ):
        assert book[title].cell(2, 1).value == sentence
        assert not book[title].cell(2, 1).alignment.wrap_text  # the first column is narrow


# Through the site ---------------------------------------------------------------------------------


@pytest.fixture
def department(db: None) -> Department:
    return recorded_department(
        hospital=make.hospital(name="示例市第一人民医院", country="CN"), name="脊柱外科"
    )


@pytest.fixture
def browser(department: Department) -> Client:
    client = Client()
    client.force_login(make.user(role="director", of=department))
    return client


def address(department: Department, file: str) -> str:
    return f"/departments/{department.pk}/gap/{YEAR}/{file}"


def test_workbook_of_a_chinese_department_holds_its_name(
    browser: Client, department: Department
) -> None:
    response = browser.get(address(department, "report.xlsx"))
    assert response.headers["Content-Type"] == XLSX
    assert response.headers["Cache-Control"] == "private, no-store"
    assert f"-{YEAR}-german-three-pillar-1.0.xlsx" in response.headers["Content-Disposition"]
    facts = {
        row["Fact"]: row["As the report says it"]
        for row in rows_of(opened(response.content), "Summary")
    }
    assert (facts["Hospital"], facts["Department"]) == ("示例市第一人民医院", "脊柱外科")


def test_numbers_of_the_files_are_those_of_the_json(
    browser: Client, department: Department
) -> None:
    data = browser.get(address(department, "report.json")).json()
    rows = rows_of(opened(browser.get(address(department, "report.xlsx")).content), "Measures")
    head, *table = csv_rows(browser.get(address(department, "report.csv")).content)
    assert len(rows) == len(table) == len(data["measures"])
    for row, line, measure in zip(rows, table, data["measures"], strict=True):
        values = [measure["value"], measure["low"], measure["high"]]
        assert [row[name] for name in ("Value", "At least", "At most")] == [*map(kept, values)]
        written = [line[head.index(name)] for name in ("Value", "At least", "At most")]
        assert [float(cell) if cell else None for cell in written] == values
        assert row["Level"] in {measure["level"], None}
        assert row["Points"] == measure["points"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_speak_the_language_of_the_reader(
    browser: Client, department: Department, language: str
) -> None:
    asked = {"accept-language": language}
    data = browser.get(address(department, "report.json"), headers=asked).json()
    content = browser.get(address(department, "report.xlsx"), headers=asked).content
    labels = [measure["label"] for measure in data["measures"]]
    assert [
        row[1] for row in opened(content).worksheets[1].iter_rows(2, values_only=True)
    ] == labels
    assert data["headline"] in words(content)
    table = browser.get(address(department, "report.csv"), headers=asked).content
    separator = ";" if language == "de" else ","
    assert [row[1] for row in csv_rows(table, separator)[1:]] == labels


def test_files_follow_the_benchmark_asked_for(browser: Client, department: Department) -> None:
    asked = address(department, "report.xlsx?benchmark=us-acss@1.0")
    assert "us-acss" in words(browser.get(asked).content)


def test_estimated_volumes_have_no_upper_bound_where_none_is_known(db: None) -> None:
    found = estimated_department()
    client = Client()
    client.force_login(make.user(role="consultant", of=found))
    rows = rows_of(opened(client.get(address(found, "report.xlsx")).content), "Measures")
    tumour = next(row for row in rows if row["Id of the measure"] == "tum_operations")
    assert (tumour["Value"], tumour["At least"], tumour["At most"]) == (15, 9, None)
    assert tumour["Estimate"] == "yes"


@pytest.mark.parametrize("file", ["report.xlsx", "report.csv"])
def test_report_of_another_department_or_year_is_not_found(
    browser: Client, department: Department, file: str
) -> None:
    assert browser.get(address(recorded_department(), file)).status_code == 404
    assert browser.get(f"/departments/{department.pk}/gap/2001/{file}").status_code == 404


def test_dashboard_leads_to_both_files(browser: Client, department: Department) -> None:
    page = browser.get(address(department, "?benchmark=us-acss@1.0")).text
    for file in ("report.xlsx", "report.csv"):
        assert f'href="{address(department, file)}?benchmark=us-acss%401.0"' in page


# Signed off ---------------------------------------------------------------------------------------


def values(content: bytes) -> list[object]:
    return [cell.value for cell in cells(opened(content))]


def signed_off_at(signed: Assessment) -> datetime:
    assert signed.signed_off_at is not None
    return signed.signed_off_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_signed_off_report_stays_as_it_was_in_both_files(
    client: Client, db: None, language: str
) -> None:
    who = people()
    signed = at_stage(who, "signed_off")
    ProcedureVolume.objects.filter(department=who.department).update(operations=1)
    who.department.name = "Renamed unit"
    who.department.save()
    client.force_login(who.editor)
    page = f"/departments/{who.department.pk}/assessments/{signed.pk}/report/"
    asked = {"accept-language": language}
    assert signed.report is not None
    report = read_report(text_in_language(signed.report, language))
    book = opened(client.get(f"{page}report.xlsx", headers=asked).content)
    assert values(xlsx(report)) == [cell.value for cell in cells(book)]
    assert book.properties.created == signed_off_at(signed)
    assert client.get(f"{page}report.csv", headers=asked).text == csv_text(report)
    for file in ("report.xlsx", "report.csv"):
        assert f'href="{page}{file}"' in client.get(page).text


@pytest.mark.parametrize("file", ["report.xlsx", "report.csv"])
def test_what_is_not_signed_off_has_no_frozen_file(client: Client, db: None, file: str) -> None:
    who = people()
    found = at_stage(who, "reviewed")
    client.force_login(who.root)
    page = f"/departments/{who.department.pk}/assessments/{found.pk}/report/"
    assert client.get(f"{page}{file}").status_code == 404


@pytest.mark.parametrize("file", ["report.xlsx", "report.csv"])
def test_signed_off_report_of_another_department_is_not_found(
    client: Client, db: None, file: str
) -> None:
    who = people()
    signed = at_stage(who, "signed_off")
    client.force_login(make.user(role="director", of=make.department()))
    page = f"/departments/{who.department.pk}/assessments/{signed.pk}/report/"
    assert client.get(f"{page}{file}").status_code == 404
