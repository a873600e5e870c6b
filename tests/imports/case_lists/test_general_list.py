"""General lists: stays of patients, days of operations, departments, states and headings.

Each list is the smallest one that was counted wrongly, or was refused without need.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.imports.case_lists.reading.column_names import COLUMNS
from assessments.imports.case_lists.reading.counting import CaseCounts
from assessments.imports.case_lists.reading.formats import is_case_list, read_cases
from assessments.imports.case_lists.reading.heads import column_choices
from assessments.imports.case_lists.reading.rows import CaseOptions
from assessments.imports.files.columns import plain_name
from tests.imports.case_lists.lists import OPTIONS, counts, files, summed, told

DISC = "5-831.0"


def listed(*rows: str, **columns: str) -> CaseCounts:
    """The counts of a list; the first row names the columns, `columns` assigns them by hand."""
    options = CaseOptions(OPTIONS.salt, OPTIONS.latest, columns=columns)
    return counts(files(cases="\n".join(rows) + "\n"), options)


def told_of(found: CaseCounts) -> dict[str, int]:
    """What is told of a list, but for its lack of diagnoses."""
    return {what: count for what, count in told(found).items() if what != "without_main"}


def refused(*rows: str, **columns: str) -> list[Problem]:
    with pytest.raises(UnreadableFile) as caught:
        listed(*rows, **columns)
    return list(caught.value.problems)


def remarks(*rows: str) -> list[str]:
    found = read_cases(files(cases="\n".join(rows) + "\n"), OPTIONS)
    return [one.kind for one in found.remarks]


# The number of a patient, and that of a stay.

TUMOUR_THEN_DISC = {("TUM",): 1, ("DEG",): 1}


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        ("病案号;住院次数", "1", "2"),
        ("住院号;入院日期", "2024-03-01", "2024-06-01"),
        ("Patientennummer;Aufnahmedatum", "01.03.2024", "01.06.2024"),
        ("MRN;Admission count", "1", "2"),
        ("MRN;Discharge date", "2024-03-09", "2024-06-09"),
        ("MRN;Encounter ID", "E1", "E2"),
        ("Patientennummer;Fallnummer", "F1", "F2"),
        ("病案号;住院流水号", "77", "78"),
    ],
)
def test_diagnoses_belong_to_the_stay_of_a_patient(head: str, first: str, second: str) -> None:
    """A tumour in March, a disc in June. Before: two tumours."""
    found = listed(
        f"{head};op_date;main_dx;procedures",
        f"B1;{first};2024-03-05;C41.2;{DISC}",
        f"B1;{second};2024-06-05;M51.1;{DISC}",
    )
    assert summed(found, "pathology") == TUMOUR_THEN_DISC
    assert told(found) == {"counted": 2}


PATIENTS = (
    f"B1;2024-03-05;C41.2;{DISC}",
    f"B1;2024-06-05;M51.1;{DISC}",
    f"B2;2024-06-05;M51.1;{DISC}",
)


@pytest.mark.parametrize("name", ["病案号", "MRN", "Patientennummer"])
def test_patients_without_their_stays_are_told(name: str) -> None:
    """The two operations of B1 share their diagnoses; B2 has one operation."""
    found = listed(f"{name};op_date;main_dx;procedures", *PATIENTS)
    assert told(found) == {"counted": 3, "two_main_diagnoses": 2, "patient_alone": 2}
    as_case = listed("case;op_date;main_dx;procedures", *PATIENTS)
    assert told(as_case) == {"counted": 3, "two_main_diagnoses": 2}


def test_rows_without_their_stay_are_told() -> None:
    found = listed(
        "MRN;Admission count;op_date;main_dx;procedures",
        f"B1;1;2024-03-05;C41.2;{DISC}",
        f"B1;;2024-06-05;M51.1;{DISC}",
        f"B1;;2024-07-05;M51.1;{DISC}",
    )
    assert told(found) == {"counted": 3, "patient_alone": 2}


def test_second_key_can_be_assigned_by_hand() -> None:
    rows = ("Akte;Nr;Tag;Dx;Ziffer", f"B1;1;2024-03-05;C41.2;{DISC}", f"B1;2;2024-06-05;M51;{DISC}")
    by_hand = {"case": "Akte", "date": "Tag", "main": "Dx", "codes": "Ziffer"}
    assert summed(listed(*rows, **by_hand), "pathology") == {("TUM",): 2}
    assert summed(listed(*rows, **by_hand, admission="Nr"), "pathology") == TUMOUR_THEN_DISC


def test_two_main_diagnoses_that_differ_only_in_their_signs_are_one() -> None:
    head = "case;op_date;main_dx;procedures"
    found = listed(head, f"1;2024-03-05;M51.1;{DISC}", "1;2024-03-05;m511;5-032.00")
    assert told(found) == {"counted": 1}


def test_main_diagnosis_that_is_a_name_is_told() -> None:
    found = listed("住院流水号;手术日期;主要诊断;手术编码", "1;2024-03-05;腰椎间盘突出;80.5110")
    assert told(found) == {"counted": 1, "main_is_no_code": 1}


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("12"), st.integers(1, 28)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=20, deadline=None)
def test_number_and_count_of_a_patient_are_as_good_as_the_number_of_a_stay(
    rows: list[tuple[str, str, int]],
) -> None:
    dx = {"A1": "C41.2", "A2": "M51.1", "B1": "M41.1", "B2": "S32.0"}
    ends = [f"2024-03-{day:02};{dx[who + stay]};{DISC}" for who, stay, day in rows]
    apart = [f"{who};{stay};{end}" for (who, stay, _day), end in zip(rows, ends, strict=True)]
    joined = [f"{who}{stay};{end}" for (who, stay, _day), end in zip(rows, ends, strict=True)]
    rest = "手术日期;主要诊断编码;procedures"
    assert listed(f"病案号;住院次数;{rest}", *apart) == listed(f"住院流水号;{rest}", *joined)


# A day and a surgeon for each operation.


@pytest.mark.parametrize(
    "head",
    [
        "Fallnummer;Prozedur 1;Datum 1;Operateur 1;Prozedur 2;Datum 2;Operateur 2",
        "case;code1;date1;surgeon1;code2;date2;surgeon2",
        "住院流水号;手术操作编码1;手术操作日期1;术者1;手术操作编码2;手术操作日期2;术者2",
        "住院流水号;手术操作编码;手术操作日期;术者;手术操作编码2;手术操作日期2;术者2",
        "住院流水号;主要手术操作编码;主要手术操作日期;主要手术操作术者;"
        "其他手术操作编码1;其他手术操作日期1;其他手术操作术者1",
        "住院流水号;主要手术编码;主要手术日期;主要手术术者;其他手术编码;其他手术日期;其他手术术者",
    ],
)
def test_each_numbered_operation_has_its_day_and_surgeon(head: str) -> None:
    """Before: refused for want of a date, and with 手术操作日期1 by hand one operation of S1."""
    rows = (head, f"1;{DISC};2024-03-05;S1;{DISC};2024-04-09;S2")
    found = listed(*rows)
    assert summed(found, "surgeon") == {("S1",): 1, ("S2",): 1}
    assert told_of(found)["counted"] == 2
    assert "shared_day" not in told_of(found)
    # What is recognised can be chosen on the page, and gives the same.
    chosen = dict(column_choices(files(cases="\n".join(rows) + "\n")).recognised)
    assert listed(*rows, **chosen) == found


def test_days_and_surgeons_can_be_assigned_by_hand_together_or_one_by_one() -> None:
    rows = (
        "Akte;Ziffer 1;Tag 1;Arzt 1;Ziffer 2;Tag 2;Arzt 2",
        f"1;{DISC};2024-03-05;S1;{DISC};2024-04-09;S2",
    )
    by_hand = {"case": "Akte", "codes": "Ziffer", "surgeon": "Arzt"}
    found = listed(*rows, **by_hand, date="Tag")
    assert summed(found, "surgeon") == {("S1",): 1, ("S2",): 1}
    # Only the first day was chosen: the second code shares it, which is told.
    found = listed(*rows, **by_hand, date="Tag 1")
    assert summed(found, "surgeon") == {("S1",): 1}
    assert told_of(found) == {"counted": 1, "shared_day": 1}


def test_code_without_a_day_of_its_own_shares_that_of_the_first_which_is_told_of() -> None:
    rows = (
        "case;code1;date1;code2;date2;code3",
        f"1;{DISC};2024-03-05;5-032.00;;",
        f"2;{DISC};2024-03-06;{DISC};2024-03-09;5-984",
        f"3;;;{DISC};2024-03-10;",
    )
    found = listed(*rows)
    assert told_of(found) == {"counted": 4, "shared_day": 2}


def test_one_day_is_that_of_all_numbered_codes_and_needs_no_telling() -> None:
    rows = ("case;Datum;Prozedur 1;Prozedur 2;Operateur 1;Operateur 2",)
    found = listed(*rows, f"1;2024-03-05;{DISC};5-032.00;S1;S2")
    assert summed(found, "surgeon") == {("S1",): 1}
    assert told_of(found) == {"counted": 1}


def test_numbered_operation_without_any_day_is_refused() -> None:
    problems = refused("case;code1;date1;code2;date2", f"1;{DISC};;{DISC};2024-03-05")
    assert [(one.kind, one.place.row, one.place.column) for one in problems] == [
        ("no_day", 2, "date1")
    ]
    (problem,) = refused("case;code1;date1;code2;date2", f"1;{DISC};2024-03-05;{DISC};gestern")
    assert (problem.kind, problem.place.column) == ("not_a_day", "date2")


def test_marks_and_technique_of_a_row_are_those_of_its_first_operation() -> None:
    found = listed(
        "case;code1;date1;code2;date2;technique;complication",
        f"1;{DISC};2024-03-05;{DISC};2024-04-09;UBE;yes",
    )
    assert summed(found, "technique") == {("MIS",): 1, ("open",): 1}
    assert [(row["cases"], row["events"]) for row in found.outcomes] == [(1, 1)]


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from([DISC, "5-838.a0", "5-032.00", "5-511.11"]),
                st.sampled_from(["2024-03-05", "2024-03-06", "2023-04-07"]),
                st.sampled_from(["S1", "S2"]),
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda one: one[1],
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=20, deadline=None)
def test_operations_side_by_side_count_as_those_below_each_other(
    cases: list[list[tuple[str, str, str]]],
) -> None:
    wide = "case;main_dx;" + ";".join(f"code{n};date{n};surgeon{n}" for n in (1, 2, 3))
    beside = [
        f"{case};M51.1;" + ";".join(cell for one in rows for cell in one) + ";;;" * (3 - len(rows))
        for case, rows in enumerate(cases)
    ]
    below = [f"{case};M51.1;{';'.join(one)}" for case, rows in enumerate(cases) for one in rows]
    assert (
        listed(wide, *beside).operations
        == listed("case;main_dx;code;date;surgeon", *below).operations
    )


# Departments.


@pytest.mark.parametrize("name", ["Fachabteilung", "Department", "科室", "出院科室"])
def test_department_of_a_general_list_is_a_department_of_the_file(name: str) -> None:
    """Before: three operations of one department."""
    found = listed(
        f"case;date;code;{name}",
        f"1;2024-03-05;{DISC};2316",
        f"2;2024-03-05;{DISC};2316",
        f"3;2024-03-05;{DISC};1700",
    )
    assert summed(found, "department") == {("2316",): 2, ("1700",): 1}


def test_column_with_hundreds_of_texts_is_no_department() -> None:
    rows = [f"{number};2024-03-05;{DISC};P. Patient {number}" for number in range(301)]
    assert [one.kind for one in refused("case;date;code;department", *rows)] == [
        "too_many_case_departments"
    ]


# Cancelled operations.


@pytest.mark.parametrize("word", ["storniert", "abgesagt", "Cancelled", "canceled", "取消", "作废"])
def test_cancelled_operations_are_left_out_and_told_of(word: str) -> None:
    """Before: four operations. The cancelled gallbladder is no spine operation, and the disc of
    case 1 was done on the same day after all.
    """
    found = listed(
        "case;date;code;OP-Status",
        f"1;2024-03-05;{DISC};durchgeführt",
        f"1;2024-03-05;{DISC};{word}",
        f"2;2024-04-05;{DISC};{word}",
        f"2;2024-04-05;5-032.00;{word}",
        f"3;2024-04-06;{DISC};{word}",
        f"4;2024-03-05;5-511.11;{word}",
        f"5;;;{word}",
        f"6;2024-03-05;{DISC};",
    )
    assert told_of(found) == {"counted": 2, "cancelled": 2}
    months = {(row["month"], row["what"]): row["operations"] for row in found.notes}
    assert months["2024-04", "cancelled"] == 2


def test_words_that_say_neither_are_listed_and_never_guessed() -> None:
    rows = (
        "case;date;code;Status",
        f"1;2024-03-05;{DISC};storniert",
        f"2;2024-03-05;{DISC};geplant",
        f"3;2024-03-05;{DISC};verschoben",
        f"4;2024-03-05;{DISC};geplant",
    )
    problems = refused(*rows)
    assert [(one.place.row, one.values["text"]) for one in problems] == [
        (3, "geplant"),
        (4, "verschoben"),
    ]
    assert "does not say whether the operation took place" in str(problems[0])
    # With no column for the status all of them count.
    assert told_of(listed(*rows, status="")) == {"counted": 4}


def test_status_of_something_else_is_not_used_which_is_a_remark() -> None:
    rows = ("case;date;code;main_dx;Status", f"1;2024-03-05;{DISC};M51.1;privat")
    assert summed(listed(*rows), "year") == {(2024,): 1}
    assert remarks(*rows) == ["status_not_used"]
    assert [one.kind for one in refused(*rows, status="Status")] == ["unknown_status"]


def test_list_of_cancelled_operations_only_has_no_case() -> None:
    rows = ("case;date;code;Status;infection", f"1;2024-03-05;{DISC};storniert;no")
    assert [one.kind for one in refused(*rows)] == ["no_cases"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("123"),
            st.sampled_from(["2024-03-05", "2024-04-06"]),
            st.sampled_from(["M51.1", "C41.2"]),
            st.sampled_from(["done", "cancelled", ""]),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=20, deadline=None)
def test_cancelled_rows_count_as_if_they_were_not_there(
    rows: list[tuple[str, str, str, str]],
) -> None:
    head = "case;date;main_dx;code;status"
    written = [f"{case};{day};{dx};{DISC};{state}" for case, day, dx, state in rows]
    done = [row for row in written if not row.endswith("cancelled")]
    if done:
        with_all, without = listed(head, *written), listed(head, *done)
        assert with_all.operations == without.operations
        assert with_all.codes == without.codes


# Headings.


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("出院主要诊断编码", "main"),
        ("主要诊断代码", "main"),
        ("Hauptdiagnose (ICD)", "main"),
        ("Principal diagnosis", "main"),
        ("其他诊断编码1", "others"),
        ("其他诊断代码 3", "others"),
        ("Nebendiagnose 2", "others"),
        ("手术及操作编码", "codes"),
        ("OPS-Kode", "codes"),
        ("Procedure code 1", "codes"),
        ("手术开始时间", "date"),
        ("Date of surgery", "date"),
        ("OPS-Datum", "date"),
        ("主刀医师", "surgeon"),
        ("手术科室", "department"),
    ],
)
def test_heading_of_real_exports_is_known(heading: str, what: str) -> None:
    cells = {"case": "1", "date": "2024-03-05", "codes": DISC, what: "x"}
    cells |= {"date": "2024-03-05", "codes": DISC}
    head = ";".join(heading if field == what else field for field in cells).replace("codes", "code")
    found = column_choices(files(cases=f"{head}\n{';'.join(cells.values())}\n"))
    assert found.recognised[what] == heading


@pytest.mark.parametrize(
    "heading", ["手术时间", "诊断", "Admission", "Diagnose", "Nummer", "操作编码"]
)
def test_heading_that_could_be_two_things_is_not_guessed(heading: str) -> None:
    assert plain_name(heading) not in {name for names in COLUMNS.values() for name in names}


def test_code_of_a_diagnosis_is_taken_before_its_name() -> None:
    found = listed(
        "住院流水号;手术日期;主要诊断;主要诊断编码;手术编码",
        "1;2024-03-05;脊柱肿瘤;M51.202;80.5110",
    )
    assert summed(found, "pathology") == {("DEG",): 1}


def test_date_of_the_operation_is_taken_before_any_other_date() -> None:
    found = listed("case;Date;Date of surgery;code", f"1;2023-01-01;2024-03-05;{DISC}")
    assert summed(found, "year") == {(2024,): 1}


def test_case_and_day_on_the_first_row_only_are_refused_with_the_remedy() -> None:
    problems = refused("case;date;code", f"1;2024-03-05;{DISC}", ";;5-032.00")
    assert [one.kind for one in problems] == ["no_case", "no_day"]
    assert all("fill it into the rows below" in one.remedy for one in problems)


def test_chinese_list_of_a_hospital_system_is_recognised() -> None:
    text = "病案号,住院次数,出院科室,出院主要诊断编码,主要手术编码,主要手术日期,主刀医生\n"
    assert is_case_list(files(a=text + "1,1,骨科,M51.202,80.5110,2024年3月5日,张三\n"))
