"""German § 21 data sets as hospitals really export them: each number worked out in its test."""

from __future__ import annotations

import pytest

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.imports.case_lists.reading.formats import read_cases
from assessments.imports.case_lists.reading.stored_counts import StoredCases
from assessments.imports.files.source_files import SourceFile
from tests.imports.case_lists.lists import OPTIONS, counts, files, p21, summed

OPS_HEAD = "IK;KH-internes-Kennzeichen;OPS-Kode;OPS-Datum"
ICD_HEAD = "IK;KH-internes-Kennzeichen;Diagnoseart;ICD-Kode;Sekundär-Kode"
FAB_HEAD = "IK;KH-internes-Kennzeichen;FAB;FAB-Aufnahmedatum;FAB-Entlassungsdatum"
FALL_HEAD = "IK;KH-internes-Kennzeichen;Aufnahmedatum;Entlassungsdatum"
DISC = "5-831.0"


def table(head: str, *rows: str) -> str:
    """A file of the data set; rows without the number of the hospital, which is put before."""
    house = "260100023;" if head.startswith("IK;") else ""
    return "\n".join([head, *(house + row for row in rows)]) + "\n"


def data_set(
    ops: list[str],
    fab: list[str] | None = None,
    icd: list[str] | None = None,
    fall: list[str] | None = None,
) -> list[SourceFile]:
    """A data set; a disc prolapse as main diagnosis of every case unless diagnoses are given."""
    cases = dict.fromkeys(row.split(";")[0] for row in ops)
    tables = {
        "OPS": table(OPS_HEAD, *ops),
        "ICD": table(ICD_HEAD, *(icd or [f"{case};HD;M51.1;" for case in cases])),
    }
    if fab is not None:
        tables["FAB"] = table(FAB_HEAD, *fab)
    if fall is not None:
        tables["FALL"] = table(FALL_HEAD, *fall)
    return files(**tables)


def by_department(sources: list[SourceFile]) -> dict[str, int]:
    return {str(key): count for (key,), count in summed(counts(sources), "department").items()}


def told(sources: list[SourceFile]) -> dict[str, int]:
    """What is told of the operations, without what is counted of every format."""
    sums: dict[str, int] = {}
    for row in counts(sources).notes:
        sums[row["what"]] = sums.get(row["what"], 0) + row["operations"]
    return {what: count for what, count in sums.items() if what != "counted"}


def remarks(sources: list[SourceFile]) -> list[Problem]:
    return list(read_cases(sources, OPTIONS).remarks)


def refusal(sources: list[SourceFile]) -> list[Problem]:
    with pytest.raises(UnreadableFile) as caught:
        read_cases(sources, OPTIONS)
    return list(caught.value.problems)


# Transfers.

TRANSFER = ["1;HA1500;202403010900;202403051200", "1;HA2316;202403051200;202403100900"]


@pytest.mark.parametrize(
    ("moment", "department"),
    [
        ("202403050815", "HA1500"),  # before the transfer at noon
        ("202403051500", "HA2316"),
        ("202403051200", "HA2316"),  # in the minute of the transfer
        ("20240305081500", "HA1500"),
        ("2024-03-05 08:15", "HA1500"),
        ("05.03.2024 15:00", "HA2316"),
        ("20240305", "HA1500"),  # without a minute: where the patient was when the day began
        ("202403050000", "HA1500"),  # a system that knows no minute writes midnight
    ],
)
def test_on_the_day_of_a_transfer_the_minute_decides(moment: str, department: str) -> None:
    assert by_department(data_set([f"1;{DISC};{moment}"], TRANSFER)) == {department: 1}


def test_stays_without_minutes_the_one_that_began_before_wins() -> None:
    fab = ["1;HA1500;20240301;20240305", "1;HA2316;20240305;20240310"]
    assert by_department(data_set([f"1;{DISC};202403051500"], fab)) == {"HA1500": 1}
    assert by_department(data_set([f"1;{DISC};202403061500"], fab)) == {"HA2316": 1}


def test_operation_some_minutes_before_its_admission_belongs_to_the_day() -> None:
    sources = data_set([f"1;{DISC};202403010855"], TRANSFER)
    assert by_department(sources) == {"HA1500": 1}
    assert told(sources) == {}


def test_other_codes_of_the_day_say_nothing_about_the_department() -> None:
    """A scan at eight in internal medicine, the disc at three in the spine department."""
    ops = ["1;3-205;202403050800", f"1;{DISC};202403051500"]
    assert by_department(data_set(ops, TRANSFER)) == {"HA2316": 1}


# Intensive care, and operations by others.

INTENSIVE = [
    "1;HA2316;202403010900;202403041200",
    "1;HA3618;202403041200;202403061200",
    "1;HA2316;202403061200;202403100900",
]


def test_operation_in_intensive_care_counts_for_the_department_before_and_after() -> None:
    sources = data_set([f"1;{DISC};202403051000"], INTENSIVE)
    assert by_department(sources) == {"HA2316": 1}
    assert told(sources) == {"in_intensive_care": 1}


@pytest.mark.parametrize("rows", [INTENSIVE[:2], INTENSIVE[1:], [*INTENSIVE[:2], *INTENSIVE[1:]]])
def test_one_department_before_or_after_is_enough(rows: list[str]) -> None:
    assert by_department(data_set([f"1;{DISC};202403051000"], rows)) == {"HA2316": 1}


def test_two_departments_around_intensive_care_leave_the_operation_there() -> None:
    rows = ["1;HA1500;202403010900;202403041200", *INTENSIVE[1:]]
    sources = data_set([f"1;{DISC};202403051000"], rows)
    assert by_department(sources) == {"HA3618": 1}
    assert told(sources) == {"only_in_intensive_care": 1}


def test_department_that_the_procedure_names_has_operated() -> None:
    """One operation while the patient lay in internal medicine, one at home."""
    fab = ["1;HA0100;202403010900;202403100900", "2;HA1700;202403010900;202403100900"]
    ops = table(OPS_HEAD + ";OP-Fachabteilung", *(f"{n};{DISC};202403051000;1700" for n in (1, 2)))
    sources = [*files(OPS=ops), *data_set([f"{n};{DISC};20240305" for n in (1, 2)], fab)[1:]]
    assert by_department(sources) == {"HA1700": 2}
    assert told(sources) == {"operated_by_others": 1}


# Outside of every stay.


def test_operation_outside_of_every_stay_is_told() -> None:
    """The only department of a case keeps its operation; of two none is guessed."""
    one = data_set(
        [f"1;{DISC};202404051000", f"2;{DISC};202404051000"],
        ["1;HA2316;202403010900;202403100900", NEIGHBOUR],
    )
    two = data_set([f"1;{DISC};202404051000", f"2;{DISC};202404051000"], [*TRANSFER, NEIGHBOUR])
    assert by_department(one) == {"HA2316": 2}
    assert told(one) == {"outside_stay": 1}
    assert by_department(two) == {"": 1, "HA2316": 1}
    assert told(two) == {"outside_stay": 1}


NEIGHBOUR = "2;HA2316;202404010900;202404100900"


def test_case_that_the_file_of_stays_lacks_is_told() -> None:
    ops = [f"1;{DISC};202404051000", f"2;{DISC};202404051000"]
    sources = data_set(ops, [NEIGHBOUR])
    assert by_department(sources) == {"": 1, "HA2316": 1}
    assert told(sources) == {"without_stay": 1}


def test_admission_and_discharge_bound_a_case_without_stays() -> None:
    """Case 1 was operated on while it was in the hospital, case 3 was not."""
    ops = [f"{case};{DISC};202404051000" for case in (1, 2, 3)]
    fall = ["1;202404040900;202404100900", "2;202404010900;202404100900", "3;20240301;20240310"]
    sources = data_set(ops, [NEIGHBOUR], fall=fall)
    assert told(sources) == {"without_stay": 1, "outside_stay": 1}
    assert told(data_set(ops, fall=fall)) == {"outside_stay": 1}


# Files that do not fit.


def test_share_of_cases_with_a_main_diagnosis_and_a_stay_is_told() -> None:
    ops = [f"{case};{DISC};202404051000" for case in (1, 2, 3, 4)]
    icd = ["1;HD;M51.1;", "2;HD;M51.1;", "3;ND;M51.1;", "9;HD;I10;"]
    found = remarks(data_set(ops, [NEIGHBOUR], icd))
    assert [(one.kind, one.values) for one in found] == [
        (
            "p21_main_shares",
            {"cases": 4, "with_main": 2, "diagnosed": 4, "with_procedures": 3},
        ),
        ("p21_stay_shares", {"cases": 4, "with_stay": 1}),
    ]
    assert found[0].message.startswith("Of 4 cases with procedures, 2 have a main diagnosis")


def test_diagnoses_of_other_cases_are_refused() -> None:
    (problem,) = refusal(data_set([f"1;{DISC};202404051000"], icd=["9;HD;M51.1;"]))
    assert problem.kind == "p21_other_diagnoses"


def test_stays_of_another_period_are_refused_naming_both() -> None:
    (problem,) = refusal(
        data_set([f"1;{DISC};202404051000"], ["1;HA2316;202303010900;202303100900"])
    )
    assert problem.kind == "p21_other_period"
    assert "2024-04-05 – 2024-04-05" in problem.message
    assert "2023-03-01 – 2023-03-10" in problem.message


def test_zeros_that_one_file_has_lost_are_put_back() -> None:
    """Both cases have eight digits in OPS.csv; ICD.csv went through a spreadsheet."""
    ops = [f"00012345;{DISC};202404051000", f"10012345;{DISC};202404051000"]
    sources = data_set(ops, icd=["12345;HD;C41.2;", "10012345;HD;C41.2;"])
    assert summed(counts(sources), "pathology") == {("TUM",): 2}
    assert told(sources) == {}
    assert [one.kind for one in remarks(sources)] == ["p21_without_departments", "p21_zeros_lost"]


def test_lost_zeros_are_refused_where_the_length_is_not_known() -> None:
    ops = [f"00012345;{DISC};202404051000", f"0012346;{DISC};202404051000"]
    sources = data_set(ops, icd=["12345;HD;C41.2;", "12346;HD;C41.2;"])
    assert [one.kind for one in refusal(sources)] == ["p21_zeros_unclear"]


def test_number_of_the_hospital_in_one_file_only_does_not_part_the_cases() -> None:
    ops, icd = data_set([f"1;{DISC};202404051000"], icd=["1;HD;C41.2;"])
    bare = icd.data.decode().replace("IK;", "").replace("260100023;", "")
    sources = [ops, SourceFile("ICD.csv", bare.encode())]
    assert summed(counts(sources), "pathology") == {("TUM",): 1}


@pytest.mark.parametrize("number", ["2,02500E+09", "2.025E+12", "2E+09"])
def test_case_numbers_that_a_spreadsheet_has_cut_are_refused(number: str) -> None:
    problems = refusal(data_set([f"{number};{DISC};202404051000"]))
    assert {one.kind for one in problems} == {"case_number_cut"}
    assert number in problems[0].message
    rows = f"case;date;procedures\n{number};2024-03-05;{DISC}\n"
    assert [one.kind for one in refusal(files(cases=rows))] == ["case_number_cut"]
    page = f"A48,C03C,C14x01C,C16x01\n{number},M51.1,03.09,2024-03-05\n".replace("2,0", "2.0")
    assert [one.kind for one in refusal(files(page=page))] == ["case_number_cut"]


# Kinds of diagnoses, second codes, cancelled rows.


@pytest.mark.parametrize("word", ["HD", "hd", "H", "1", "Hauptdiagnose", "HAUPTDIAGNOSE"])
def test_words_for_the_main_diagnosis_are_understood(word: str) -> None:
    sources = data_set([f"1;{DISC};202404051000"], icd=[f"1;{word};C41.2;", "1;ND;M51.1;"])
    assert summed(counts(sources), "pathology") == {("TUM",): 1}
    assert told(sources) == {}


@pytest.mark.parametrize("word", ["Entlassung", ""])
def test_unknown_words_for_the_kind_of_a_diagnosis_are_refused(word: str) -> None:
    sources = data_set([f"1;{DISC};202404051000"], icd=[f"1;{word};C41.2;"])
    (problem,) = refusal(sources)
    assert (problem.kind, problem.place.row) == ("unknown_diagnosis_kind", 2)


def test_second_code_of_a_pair_is_a_diagnosis_too() -> None:
    """G55.0* stands for a nerve root that a tumour presses on, which lies in the spine."""
    ops = ["1;5-832.0;202404051000"]
    alone = data_set(ops, icd=["1;HD;R52.2;", "1;ND;C80.0;"])
    paired = data_set(ops, icd=["1;HD;R52.2;", "1;ND;C80.0;G55.0"])
    assert summed(counts(alone), "rule") == {("code_default",): 1}
    assert summed(counts(paired), "pathology", "rule") == {("TUM", "tumour_secondary_diagnosis"): 1}
    assert told(paired) == {}


@pytest.mark.parametrize(
    ("column", "cancelled", "valid"),
    [("Storniert", "J", "N"), ("Storno", "x", ""), ("Status", "storniert", "gültig")],
)
def test_cancelled_operations_do_not_count_and_are_told(
    column: str, cancelled: str, valid: str
) -> None:
    """Of three operations one was cancelled, and one cancelled and entered again."""
    ops = table(
        f"{OPS_HEAD};{column}",
        f"1;{DISC};202404051000;{valid}",
        f"2;{DISC};202404051000;{cancelled}",
        f"3;{DISC};202404051000;{cancelled}",
        f"3;{DISC};202404051000;{valid}",
    )
    rest = data_set([f"{case};{DISC};20240405" for case in (1, 2, 3)])[1:]
    sources = [*files(OPS=ops), *rest]
    assert by_department(sources) == {"": 2}
    assert told(sources) == {"cancelled": 1}


def test_cancelled_diagnoses_and_stays_are_not_used() -> None:
    ops, icd, fab = data_set([f"1;{DISC};202403051000"], TRANSFER)
    other = icd.data.decode().replace("Sekundär-Kode", "Storniert")
    icd = SourceFile("ICD.csv", (other + "260100023;1;HD;C41.2;J\n").encode())
    lines = fab.data.decode().splitlines()
    lines = [f"{lines[0]};Storniert", f"{lines[1]};J", f"{lines[2]};N"]
    fab = SourceFile("FAB.csv", "\n".join(lines).encode())
    assert summed(counts([ops, icd, fab]), "pathology", "department") == {("DEG", "HA2316"): 1}


def test_unknown_word_in_a_column_of_cancelled_rows_is_refused() -> None:
    ops = table(f"{OPS_HEAD};Storniert", f"1;{DISC};202404051000;vielleicht")
    sources = [*files(OPS=ops), *data_set([f"1;{DISC};20240405"])[1:]]
    assert [one.kind for one in refusal(sources)] == ["unknown_cancelled"]


# The form of the files.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_names_letter_case_separator_and_marks_of_quotation_do_not_matter(
    encoding: str, separator: str
) -> None:
    def rewritten(text: str) -> str:
        head, *rows = text.splitlines()
        cells = [line.split(";") for line in (head.upper(), *rows)]
        return "".join(separator.join(f'"{cell}"' for cell in row) + "\n" for row in cells)

    renamed = [
        SourceFile(f"export_{at}.TXT", rewritten(one.data.decode()).encode(encoding))
        for at, one in enumerate(p21())
    ]
    assert counts(renamed) == counts(p21())


# What is stored: the choice between the two departments of an operation.


def test_counts_turn_to_the_department_in_which_the_patient_lay_and_back() -> None:
    """One operation in intensive care, one in the department itself."""
    ops = [f"1;{DISC};202403051000", f"1;{DISC};202403071000"]
    stored = StoredCases.counted(counts(data_set(ops, INTENSIVE)))
    assert (stored.elsewhere, stored.by_department) == (1, {"HA2316": 2})
    turned = StoredCases.from_json(stored.as_json()).turned()
    assert (turned.elsewhere, turned.by_department) == (1, {"HA2316": 1, "HA3618": 1})
    assert [(one.department, one.what, one.operations) for one in turned.notes or []] == [
        ("HA2316", "counted", 1),
        ("HA3618", "counted", 1),
        ("HA3618", "in_intensive_care", 1),
    ]
    assert turned.turned() == stored
