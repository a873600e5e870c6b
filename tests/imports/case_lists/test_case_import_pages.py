"""What a user does with case lists on the import pages."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.explanations import CASE_RULES, PROCEDURE_DECIDES
from assessments.imports.case_lists.reading.formats import format_words
from assessments.imports.files.source_files import SourceFile
from assessments.models import Department, ImportBatch, ProcedureVolume
from benchmarks.casemix.rules import RULES
from tests import factories
from tests.imports.case_lists.lists import HQMS, TEMPLATE, files, p21

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def page(client: Client, department: Department) -> Client:
    client.force_login(factories.user(role="director", of=department))
    return client


def upload(page: Client, department: Department, sources: list[SourceFile], **answers: Any) -> Any:
    uploads = [SimpleUploadedFile(source.name, source.data) for source in sources]
    return page.post(
        reverse("import_new"), {"department": department.pk, "file": uploads, **answers}
    )


def previewed(page: Client, department: Department, sources: list[SourceFile]) -> ImportBatch:
    response = upload(page, department, sources)
    batch = ImportBatch.objects.get()
    assert response.url == address("import_preview", batch)
    return batch


def address(name: str, batch: ImportBatch) -> str:
    return reverse(name, args=[batch.pk])


def text_of(response: Any) -> str:
    """The page's text with its markup, in one line."""
    return re.sub(r"\s+", " ", response.content.decode())


def problems_in(response: Any) -> openpyxl.Workbook:
    """The workbook of problems that stands in the page itself."""
    found = re.search(
        r'href="data:[^"]*;base64,([^"]*)" download="problems.xlsx"', text_of(response)
    )
    assert found
    return openpyxl.load_workbook(io.BytesIO(base64.b64decode(found[1])))


def zipped(sources: list[SourceFile]) -> SourceFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for source in sources:
            archive.writestr(source.name, source.data)
    return SourceFile("p21.zip", buffer.getvalue())


def test_case_list_goes_from_upload_through_preview_and_confirmation_to_undo(
    page: Client, department: Department
) -> None:
    factories.volume(department=department, operations=40)
    batch = previewed(page, department, p21())
    shown = text_of(page.get(address("import_preview", batch)))
    assert (
        "4 spine operations in 2023–2024: 3 degenerative, 1 deformity; 0 % minimally"
        in shown.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert "German § 21 data set. The columns KH-internes-Kennzeichen" in shown
    assert "nothing is recorded before you confirm" in shown
    assert "\N{MINUS SIGN}38" in shown  # 2 degenerative operations of 2024 instead of 40
    assert "Spine operation of another department or year of the file." in shown
    confirm = address("import_confirm", batch)
    shown = text_of(page.post(confirm, {"smaller": "2024"}, follow=True))
    assert "counts from now on" in shown
    assert "\N{MINUS SIGN}38" in shown
    assert ProcedureVolume.objects.filter(batch=batch).exists()
    shown = text_of(page.post(address("import_undo", batch), follow=True))
    assert "everything is as it was before" in shown
    assert "What changes in the records" not in shown
    assert [row.operations for row in ProcedureVolume.objects.all()] == [40]


@pytest.mark.parametrize("sources", [[zipped(p21())], p21()[::-1], files(hqms=HQMS)])
def test_zip_files_in_any_order_and_a_single_file_are_recognised(
    page: Client, department: Department, sources: list[SourceFile]
) -> None:
    batch = previewed(page, department, sources)
    assert batch.kind == "case_list"
    assert CaseListDetails.read(batch).operations == 4


def test_choices_are_counted_again_without_the_file(page: Client, department: Department) -> None:
    batch = previewed(page, department, p21())
    shown = text_of(page.get(address("import_preview", batch)))
    assert "HA2316: 4 spine operations" in shown
    assert "HA1700: 1 spine operation" in shown
    assert "HA1500" not in shown  # a gallbladder
    answers = {"departments": ["0", "1"], "years": ["2024"]}
    shown = text_of(page.post(address("import_revise", batch), answers, follow=True))
    assert "counted again" in shown
    assert "4 spine operations in 2024: 2 degenerative, 1 deformity, 1 tumour" in shown
    shown = text_of(page.post(address("import_revise", batch), {"departments": ["0"]}))
    assert "Choose at least one year." in shown
    assert 'href="#id_years_0"' in shown
    answers = {"departments": ["1"], "years": ["2023"]}
    shown = text_of(page.post(address("import_revise", batch), answers, follow=True))
    assert "No operation is left." in shown


def test_every_number_of_the_preview_leads_to_the_codes_behind_it(
    page: Client, department: Department
) -> None:
    text = (
        "case;date;main_dx;procedures;surgeon;levels;navigation;monitoring;complication\n"
        "1;2024-03-05;M41.1;5-838.a0;S1;6;yes;yes;no\n"
        "2;2024-03-06;M41.1;5-838.a0;S1;6;no;no;yes\n"
        "3;2024-03-07;M51.1;5-831.0;S2;1;;;no\n"
    )
    batch = previewed(page, department, files(cases=text))
    shown = text_of(page.get(address("import_preview", batch)))
    assert "2024, Deformity: Neuromonitoring" in shown
    assert "2024, Deformity operations with neuromonitoring" in shown
    assert "will be recorded" in shown
    assert "6 levels" in shown
    explain = address("import_explain", batch)
    links = {
        link.replace("&amp;", "&") for link in re.findall(rf'href="{explain}\?([^"]+)"', shown)
    }
    assert {
        "year=2024&pathology=DEF&known=complication",
        "year=2024&pathology=DEF&so=complication",
        "year=2024&pathology=DEF&known=monitoring",
        "year=2024&pathology=DEF&so=navigation",
        "levels=6&pathology=DEF",
        "levels=1",
    } <= links
    # The number that is the link is the number that the page behind it explains.
    for link in sorted(links):
        number = re.search(
            rf'href="{explain}\?{re.escape(link.replace("&", "&amp;"))}">(\d+)<', shown
        )
        assert number, link
        behind = text_of(page.get(f"{explain}?{link}"))
        assert f"{number[1]} spine operation" in behind, link
    behind = text_of(page.get(f"{explain}?year=2024&pathology=DEF"))
    assert "Neuromonitoring: in 1 of 2 operations of which it is known." in behind
    assert "Operations by number of levels, where it is stated: 6 levels: 2." in behind
    for wrong in ("so=nonsense", "known=surgeon", "levels=9", "levels=x"):
        assert page.get(f"{explain}?{wrong}").status_code == 404


def test_each_name_in_the_file_is_given_to_a_surgeon(page: Client, department: Department) -> None:
    surgeon = factories.surgeon(department=department, code="S7", name="张三")
    batch = previewed(page, department, files(hqms=HQMS))
    shown = text_of(page.get(address("import_preview", batch)))
    assert "李四: 2 spine operations" in shown
    assert f'<option value="{surgeon.pk}" selected>张三 (S7)</option>' in shown
    number = batch.rows["words"].index("李四")
    answers = {"departments": ["0"], "years": ["2024"], f"surgeon_{number}": str(surgeon.pk)}
    page.post(address("import_revise", batch), answers)
    page.post(address("import_confirm", batch))
    assert set(ProcedureVolume.objects.values_list("surgeon", flat=True)) == {surgeon.pk, None}


def test_each_number_leads_to_the_groups_of_codes_behind_it(
    page: Client, department: Department
) -> None:
    batch = previewed(page, department, files(hqms=HQMS))
    shown = text_of(page.get(address("import_preview", batch)))
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/imports/[^"]+\?[^"]+)"', shown)
    }
    assert len(links) > 8
    for link in links:
        assert page.get(link).status_code == 200
    tumours = f"{address('import_explain', batch)}?year=2024&pathology=TUM"
    shown = text_of(page.get(tumours))
    assert "1 spine operation in 2024: 1 tumour" in shown
    assert "The main diagnosis is a tumour." in shown
    assert "D33" in shown
    for wrong in ("year=1999", "pathology=X", "surgeon=5", "confidence=x", "year=x"):
        assert page.get(f"{address('import_explain', batch)}?{wrong}").status_code == 404


def test_codes_of_a_group_have_meaning_rule_and_confidence(
    page: Client, department: Department
) -> None:
    batch = previewed(page, department, files(cases="case;date;code\n1;2024-01-02;5-831.0\n"))
    shown = text_of(page.get(address("import_explain", batch)))
    assert "5-831" in shown
    assert "Disc excision" in shown
    assert "No diagnosis decides" not in shown
    assert "The pathology the procedure code usually stands for is taken." in shown
    assert "Degenerative, Open" in shown


def test_import_list_names_years_files_and_operations(page: Client, department: Department) -> None:
    previewed(page, department, p21())
    factories.import_batch(department=department)
    shown = text_of(page.get(reverse("import_list", args=[department.pk])))
    assert "2023–2024" in shown
    assert "4 files" in shown
    assert ImportBatch.objects.get(kind="case_list").digest[:8] in shown
    assert "Case list" in shown


def test_same_files_again_lead_to_the_import_and_say_so(
    page: Client, department: Department
) -> None:
    batch = previewed(page, department, p21())
    response = upload(page, department, [zipped(p21())])
    assert response.url == address("import_preview", batch)
    assert "waiting for your confirmation already" in text_of(page.get(response.url))
    page.post(address("import_confirm", batch))
    response = upload(page, department, p21())
    assert "was imported for 2024 before" in text_of(page.get(response.url))
    assert ImportBatch.objects.count() == 1


def test_problems_of_a_case_list_are_listed_with_place_and_remedy(
    page: Client, department: Department
) -> None:
    text = TEMPLATE.replace("05.03.2024", "last week").replace("yes", "perhaps")
    shown = text_of(upload(page, department, files(cases=text)))
    assert "The file has 3 problems, so nothing was imported." in shown
    assert "“last week” is not a day." in shown
    assert "row 2" in shown
    assert not ImportBatch.objects.exists()


def test_all_problems_are_in_the_workbook_that_the_page_brings_along(
    page: Client, department: Department
) -> None:
    rows = "".join(f"K{number};no day {number};5-831.0\n" for number in range(250))
    response = upload(page, department, files(cases=f"case;date;code\n{rows}"))
    assert "50 more problems of the same file are not shown." in text_of(response)
    book = problems_in(response)
    assert [sheet.title for sheet in book] == ["Problems", "1 cases.csv"]
    listed, marked = (list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book)
    assert len(listed) == len(marked) == 250
    assert marked[-1] == (251, "no day 249")
    # What can be mended in the form itself needs no list.
    response = upload(page, department, files(hqms=HQMS), year=2019)
    assert "All problems as a workbook" not in text_of(response)


def test_year_asked_for_is_the_only_one_taken(page: Client, department: Department) -> None:
    upload(page, department, p21(), year=2023)
    assert CaseListDetails.read(ImportBatch.objects.get()).years == [2023]
    shown = text_of(upload(page, department, files(hqms=HQMS), year=2019))
    assert 'href="#id_year"' in shown
    assert "no row for 2019" in shown


def test_consultant_sees_counts_and_no_names(
    client: Client, page: Client, department: Department
) -> None:
    factories.surgeon(department=department, code="S7", name="张三")
    batch = previewed(page, department, files(hqms=HQMS))
    client.force_login(factories.user(role="consultant", of=department))
    shown = text_of(client.get(address("import_preview", batch)))
    explained = text_of(client.get(address("import_explain", batch) + "?surgeon=none"))
    assert "4 spine operations in 2024" in shown
    assert "S7" in shown
    assert "What to take from the file" not in shown
    for name in ("张三", "李四"):
        assert name not in shown + explained
    answers = {"departments": ["0"], "years": ["2024"]}
    assert client.post(address("import_revise", batch), answers).status_code == 403


def test_whoever_switched_to_codes_does_not_see_names_of_the_file(
    page: Client, department: Department
) -> None:
    batch = previewed(page, department, files(hqms=HQMS))
    page.post(reverse("names"), {"names": "0"})
    shown = text_of(page.get(address("import_preview", batch)))
    assert "张三" not in shown
    assert "Switch to names on the page of your surgeons" in shown


def test_stranger_finds_nothing(client: Client, page: Client, department: Department) -> None:
    batch = previewed(page, department, p21())
    client.force_login(factories.user(role="director", of=factories.department()))
    for name in ("import_preview", "import_explain"):
        assert client.get(address(name, batch)).status_code == 404
    for name in ("import_revise", "import_confirm", "import_undo", "import_discard"):
        assert client.post(address(name, batch)).status_code == 404


def test_code_list_has_no_groups_of_codes(page: Client, department: Department) -> None:
    batch = factories.import_batch(department=department)
    assert page.get(address("import_explain", batch)).status_code == 404


def test_number_of_queries_does_not_grow_with_the_file(
    page: Client, department: Department
) -> None:
    def queries(name: str, batch: ImportBatch) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page.get(address(name, batch)).status_code == 200
        return len(captured)

    small = previewed(page, department, files(cases="case;date;code\n1;2024-01-02;5-831.0\n"))
    few = [queries(name, small) for name in ("import_preview", "import_explain")]
    rows = [
        f"{n};{2015 + n % 9}-01-02;{code};Surgeon {n % 30}"
        for n, code in enumerate(["5-831.0", "5-836.38", "5-035.0", "5-839.60"] * 60)
    ]
    text = "\n".join(["case;date;code;surgeon", *rows, ""])
    for number in range(30):
        factories.surgeon(department=department, code=f"Q{number}")
    upload(page, department, files(cases=text))
    large = ImportBatch.objects.exclude(pk=small.pk).get()
    assert [queries(name, large) for name in ("import_preview", "import_explain")] == few
    assert few[0] <= 13


def test_every_rule_and_format_has_words() -> None:
    assert set(CASE_RULES) == {*RULES, "stated_pathology"}
    assert set(CASE_RULES) >= PROCEDURE_DECIDES
    assert set(format_words()) == {"german_p21", "hqms", "hqms_p", "n041", "template"}
