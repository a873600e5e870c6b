"""Words and spellings of a case list: understood, or told and never guessed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.imports.case_lists.reading.counting import CaseCounts
from assessments.imports.case_lists.reading.formats import read_cases
from assessments.imports.files.source_files import SourceFile
from tests import factories
from tests.imports.case_lists.lists import OPTIONS, counts, files, summed

HEAD = "case_id;op_date;main_dx;procedures;technique;pathology\n"


def counted(*rows: str) -> CaseCounts:
    return counts([SourceFile("cases.csv", (HEAD + "\n".join(rows) + "\n").encode())])


def told(found: CaseCounts, what: str) -> int:
    return sum(row["operations"] for row in found.notes if row["what"] == what)


def test_denied_technique_is_open_and_a_conversion_is_counted() -> None:
    found = counted(
        "1;2024-03-01;M51.1;5-831.0;nicht minimalinvasiv;",
        "2;2024-03-02;M51.1;5-831.0;endoskopisch;",
        "3;2024-03-03;M51.1;5-831.0;endoskopisch, Umstieg auf offen;",
        # The code is endoscopic, and the operation was changed to an open one.
        "4;2024-03-04;M51.1;5-831.5;Konversion;",
    )
    assert summed(found, "technique") == {("MIS",): 1, ("open",): 3}
    assert told(found, "converted") == 2
    assert told(found, "unread_technique") == 0


def test_unknown_words_are_counted_and_only_harmless_ones_are_listed() -> None:
    found = counted(
        "1;2024-03-01;M51.1;5-831.0;posterior;",
        "2;2024-03-02;M51.1;5-831.0;posterior;",
        "3;2024-03-03;M51.1;5-831.0;Petra;",  # in one case only
        "4;2024-03-04;M51.1;5-831.0;Petra Patientin;",
        "5;2024-03-05;M51.1;5-831.0;Petra Patientin;",  # not one word
        "6;2024-03-06;M51.1;5-831.0;A123456789;",
        "7;2024-03-07;M51.1;5-831.0;A123456789;",  # not of letters
        "8;2024-03-08;M51.1;5-831.0;Zeh;",
        "8;2024-04-08;M51.1;5-831.0;Zeh;",  # twice in one case
    )
    assert summed(found, "technique") == {("open",): 9}
    assert told(found, "unread_technique") == 9
    assert found.unread_words == [
        {"what": "technique", "word": "posterior", "operations": 2},
        {"what": "technique", "word": "", "operations": 7},
    ]


def test_unknown_word_for_the_pathology_is_told_where_no_diagnosis_decides() -> None:
    found = counted(
        "1;2024-03-01;;5-831.0;;Skoliose",
        "2;2024-03-02;;5-831.0;;Bandscheibe",
        "3;2024-03-03;;5-831.0;;Bandscheibe",
        "4;2024-03-04;M51.1;5-831.0;;Bandscheibe",
        "5;2024-03-05;;5-831.0;;-",
    )
    assert summed(found, "pathology") == {("DEF",): 1, ("DEG",): 4}
    assert told(found, "unread_pathology") == 2
    assert found.unread_words == [{"what": "pathology", "word": "Bandscheibe", "operations": 2}]


@pytest.mark.parametrize(
    "written",
    [
        *("5-839.60R", "5-839.60:R", "5-839.60 L", "5-839.60 LR", "5-839.60.", "OPS 5-839.60"),
        *("5–839.60", "５－８３９．６０", "583960", "5-839.60 R, 5-839.60 L"),
    ],
)
def test_spelling_with_a_side_is_one_operation(written: str) -> None:
    found = counted("1;2024-03-01;M48.06G;" + f'"{written}";;', "2;2024-03-01;M48.06;5-839.60;;")
    assert summed(found, "prefix", "pathology") == {("M48.06", "DEG"): 2}
    assert found.codes == []


def test_both_sides_of_a_cpt_code_are_one_operation() -> None:
    found = counted(
        "1;2024-03-01;M51.26;63030-50;;",
        "2;2024-03-01;M51.26;63030-RT 63030-LT;;",
        "3;2024-03-01;M51.26;22612 50, 63047-59;;",
    )
    assert sum(row["operations"] for row in found.operations) == 3
    assert found.codes == []


def test_texts_that_are_no_codes_are_counted_by_column_and_not_named() -> None:
    row = "1;2024-03-01;M51.1;{};;"
    source = HEAD + "\n".join(map(row.format, ["5-831.0", "A123456789", "1234567", "Petra"])) + "\n"
    rows = read_cases([SourceFile("cases.csv", source.encode())], OPTIONS)
    (remark,) = rows.remarks
    assert (remark.kind, remark.values) == ("unreadable_codes", {"rows": 3})
    assert (remark.place.file, remark.place.column) == ("cases.csv", "procedures")
    found = counted(*map(row.format, ["5-831.0", "A123456789", "1234567", "Petra"]))
    assert [(code["code"], code["rows"], code["reason"]) for code in found.codes] == [
        ("", 3, "wrong_system")
    ]


def test_texts_that_are_no_codes_are_told_of_a_german_data_set_too() -> None:
    ops = (
        "IK;KH-internes-Kennzeichen;OPS-Kode;OPS-Datum\n"
        "1;K1;5-831.0;202403050815\n1;K2;A123456789;202403050815\n"
    )
    icd = "IK;KH-internes-Kennzeichen;Diagnoseart;ICD-Kode\n1;K1;HD;M51.1\n"
    rows = read_cases(files(OPS=ops, ICD=icd), OPTIONS)
    told = [one for one in rows.remarks if one.kind == "unreadable_codes"]
    assert [(one.place.column, one.values) for one in told] == [("OPS-Kode", {"rows": 1})]


@pytest.mark.django_db
def test_preview_tells_conversions_and_lists_unknown_words(client: Client) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    rows = "".join(f"{case};2024-03-0{case};M51.1;5-831.0;posterior;\n" for case in (1, 2))
    text = HEAD + rows + "3;2024-03-03;M51.1;5-831.0;Umstieg auf offen;\n"
    answers = {
        "department": department.pk,
        "file": SimpleUploadedFile("cases.csv", text.encode()),
    }
    page = client.post(reverse("import_new"), answers, follow=True).content.decode()

    assert "1 operation was converted" in page
    assert "The technique of 2 operations is stated in words that are not known here" in page
    assert "Words to check" in page
    assert "posterior" in page
