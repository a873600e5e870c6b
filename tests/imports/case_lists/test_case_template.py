"""The template of the case list: downloaded, filled in, uploaded and counted."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.import_records.problems import UnreadableFile
from assessments.imports.case_lists.presenters.template_workbook import case_template
from assessments.imports.case_lists.reading.column_names import CHOICES, COLUMNS, EXAMPLE, HEADINGS
from assessments.imports.case_lists.reading.counting import count_cases
from assessments.imports.case_lists.reading.formats import is_case_list, read_cases
from assessments.imports.files.columns import plain_name
from assessments.imports.files.source_files import SourceFile
from benchmarks.casemix.rules import PATHOLOGIES, CasemixPolicy
from benchmarks.casemix.technique_words import read_technique
from tests import factories as make
from tests.imports.case_lists.lists import OPTIONS, counts, summed

LANGUAGES = [code for code, _name in settings.LANGUAGES]
every_language = pytest.mark.parametrize("language", LANGUAGES)


def template(language: str) -> bytes:
    with override(language):
        return case_template()


def filled(language: str, *rows: dict[str, Any]) -> SourceFile:
    """The template after somebody filled in its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    sheet = book.worksheets[0]
    for line, row in enumerate(rows, start=2):
        for place, what in enumerate(HEADINGS, start=1):
            sheet.cell(line, place, row.get(what))
    buffer = io.BytesIO()
    book.save(buffer)
    return SourceFile("template.xlsx", buffer.getvalue())


def word(what: str, language: str, place: int) -> str:
    return CHOICES[what][language][place]


@every_language
def test_filled_in_template_gives_the_counts_worked_out_by_hand(language: str) -> None:
    """By hand.

    1: disc, microsurgical; 2: the second operation of the same case, by UBE, with a dural tear;
    3: deformity by its diagnosis, with a complication; 4: tumour by the word for it, for want of a
    diagnosis, nobody looked at complications. The example of the template is not counted.
    """
    yes, no = (word("complication", language, place) for place in (0, 1))
    microsurgical, ube = (word("technique", language, place) for place in (1, 5))
    disc = {"case": "A", "main": "M51.1", "codes": "5-831.0, 5-032.00", "surgeon": "S1"}
    found = counts(
        [
            filled(
                language,
                {**disc, "date": "2024-03-05", "technique": microsurgical, "complication": no},
                {**disc, "date": "05.04.2024", "technique": ube, "dural_tear": yes},
                {
                    "case": "B",
                    "date": "2024-05-06",
                    "main": "M41.12",
                    "codes": "5-838.a0",
                    "surgeon": "S2",
                    "complication": yes,
                },
                {
                    "case": "C",
                    "date": "2024-05-07",
                    "codes": "5-831.0",
                    "pathology": word("pathology", language, 2),
                },
            )
        ]
    )
    assert summed(found, "surgeon", "pathology", "technique", "technique_family") == {
        ("S1", "DEG", "microsurgical", ""): 1,
        ("S1", "DEG", "MIS", "ube"): 1,
        ("S2", "DEF", "open", ""): 1,
        ("", "TUM", "open", ""): 1,
    }
    outcomes = {
        (row["pillar"], row["outcome"]): (row["events"], row["cases"]) for row in found.outcomes
    }
    assert outcomes == {("MIS", "dural_tear"): (1, 1), ("DEF", "any_complication"): (1, 1)}


@every_language
def test_template_itself_is_a_list_without_cases(language: str) -> None:
    empty = SourceFile("template.xlsx", template(language))
    assert is_case_list([empty])
    with pytest.raises(UnreadableFile) as caught:
        read_cases([empty], OPTIONS)
    assert [one.kind for one in caught.value.problems] == ["no_cases"]


@every_language
def test_sheets_that_explain_are_neither_counted_nor_remarked_on(language: str) -> None:
    row = {"case": "A", "date": "2024-03-05", "codes": "5-831.0"}
    found = read_cases([filled(language, row)], OPTIONS)
    assert (found.cases, found.rows, found.remarks) == (1, 1, ())


@every_language
def test_rows_of_the_example_can_be_read_once_they_are_copied_to_the_sheet(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    head, *rows = book.worksheets[1].iter_rows(values_only=True)
    assert head[0] == EXAMPLE[language]
    copied = [dict(zip(HEADINGS, row[1:], strict=True)) for row in rows]
    found = count_cases(read_cases([filled(language, *copied)], OPTIONS), CasemixPolicy())
    assert summed(found, "pathology") == {("DEG",): 2, ("DEF",): 1, ("TUM",): 1}
    assert {row["status"] for row in found.codes} <= {"classified"}


@every_language
def test_every_column_has_a_meaning_allowed_values_and_an_example(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    rows = list(book.worksheets[2].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [heading[language] for heading in HEADINGS.values()]
    assert all(all(row) for row in rows)


@every_language
def test_choices_drop_down_and_are_understood(language: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template(language))).worksheets[0]
    offered = {
        str(rule.sqref).split(":")[0][:-1]: rule.formula1.strip('"').split(",")
        for rule in sheet.data_validations.dataValidation
    }
    headings = {cell.coordinate.rstrip("1"): cell.value for cell in sheet[1]}
    by_heading = {headings[letter]: tuple(words) for letter, words in offered.items()}
    assert by_heading == {
        HEADINGS[what][language]: words[language] for what, words in CHOICES.items()
    }
    # A spreadsheet refuses a longer list.
    assert all(len(rule.formula1) <= 255 for rule in sheet.data_validations.dataValidation)
    assert all(read_technique(text).technique for text in CHOICES["technique"][language])


@every_language
def test_every_pathology_offered_is_understood(language: str) -> None:
    words = CHOICES["pathology"][language]
    rows = [
        {"case": str(at), "date": "2024-03-05", "codes": "5-831.0", "pathology": text}
        for at, text in enumerate(words)
    ]
    found = summed(counts([filled(language, *rows)]), "pathology", "rule")
    assert {pathology for pathology, _rule in found} == set(PATHOLOGIES)
    assert {rule for _pathology, rule in found} == {"stated_pathology"}


def test_no_two_columns_share_a_name_and_every_heading_is_known() -> None:
    names = [name for names in COLUMNS.values() for name in names]
    assert len(names) == len(set(names))
    for what, headings in HEADINGS.items():
        assert {plain_name(heading) for heading in headings.values()} <= set(COLUMNS[what])


@pytest.mark.django_db
def test_template_is_downloaded_in_the_language_of_its_reader(client: Client) -> None:
    client.force_login(make.user())
    response = client.get(reverse("case_template"), headers={"Accept-Language": "de"})
    assert "attachment" in response["Content-Disposition"]
    head = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0][1]
    assert [cell.value for cell in head][:3] == ["Fallnummer", "Aufnahmenummer", "Operationsdatum"]
