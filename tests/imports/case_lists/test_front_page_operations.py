"""Days, surgeons and stays of Chinese front pages: the smallest pages that were counted wrongly."""

from __future__ import annotations

import pytest

from assessments.imports.case_lists.reading.chinese_front_page import P_CODES as OLD_CODES
from assessments.imports.case_lists.reading.formats import read_cases
from tests.imports.case_lists.lists import OPTIONS, counts, files, summed, told

# Code, day and surgeon of the ten operations of an old page.
OLD_PAGE = [
    ("P490", "P491", "P495"),
    ("P4911", "P4912", "P4916"),
    ("P4922", "P4923", "P4527"),
    ("P4533", "P4534", "P4538"),
    ("P4544", "P4545", "P4549"),
    ("P45002", "P45003", "P45007"),
    ("P45014", "P45015", "P45019"),
    ("P45026", "P45027", "P45031"),
    ("P45038", "P45039", "P45043"),
    ("P45050", "P45051", "P45055"),
]
DISC = "80.5110"


def page(**cells: str) -> str:
    """A front page of one row, as text."""
    return ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"


def test_each_operation_of_an_old_page_has_its_own_day_and_surgeon() -> None:
    """Ten discs on ten days by ten surgeons. Before: one operation, by S1."""
    cells = {"P3": "R1", "P2": "1", "P321": "M51.202"}
    for number, (code, day, surgeon) in enumerate(OLD_PAGE, start=1):
        cells |= {code: DISC, day: f"2024-03-{number:02}", surgeon: f"S{number}"}
    text = page(**cells)
    assert summed(counts(files(p=text)), "surgeon") == {
        (f"S{number}",): 1 for number in range(1, 11)
    }
    found = read_cases(files(p=text), OPTIONS)
    assert (found.format, found.remarks) == (OLD_CODES, ())
    assert told(counts(files(p=text))) == {"counted": 10}
    # The other number that the third surgeon has.
    assert summed(counts(files(p=text.replace("P4527", "P4927"))), "surgeon")["S3",] == 1


def test_operations_without_a_day_are_told_as_operations() -> None:
    """The second code has a day of its own, the third has none and rides along with the first."""
    cells = {"P3": "R1", "P2": "1", "P321": "M51.202", "P490": DISC, "P491": "2024-03-05"}
    cells |= {"P4911": DISC, "P4912": "2024-03-09", "P4922": DISC, "P4923": ""}
    text = page(**cells)
    assert summed(counts(files(p=text)), "year") == {(2024,): 2}
    assert told(counts(files(p=text)))["shared_day"] == 1


C_HEAD = "A48,A49,C03C,C14x01C,C16x01\n"
# A tumour in March, a disc in June, of one patient.
TWO_STAYS = "B1,1,C41.200,77.8900,2024-03-05\nB1,2,M51.202,80.5107,2024-06-01\n"


def test_diagnoses_belong_to_the_stay() -> None:
    text = C_HEAD + TWO_STAYS
    assert summed(counts(files(c=text)), "pathology") == {("TUM",): 1, ("DEG",): 1}
    assert told(counts(files(c=text))) == {"counted": 2}


@pytest.mark.parametrize(
    ("head", "stay"),
    [("A48,C03C,C14x01C,C16x01,B12\n", "2024-03-01"), ("A48,C03C,C14x01C,C16x01,B15\n", "x")],
)
def test_time_of_admission_or_discharge_tells_stays_apart(head: str, stay: str) -> None:
    """Before: two tumours, and nothing was told."""
    text = head + (
        f"B1,C41.200,77.8900,2024-03-05,{stay}\nB1,M51.202,80.5107,2024-06-01,2024-06-09\n"
    )
    assert summed(counts(files(c=text)), "pathology") == {("TUM",): 1, ("DEG",): 1}
    assert told(counts(files(c=text))) == {"counted": 2}


@pytest.mark.parametrize("second", ["", "-"])
def test_stays_that_cannot_be_told_apart_are_told(second: str) -> None:
    """Two operations share their diagnoses; a patient with one stay does not matter."""
    text = C_HEAD + TWO_STAYS.replace("B1,1,", f"B1,{second},").replace("B1,2,", f"B1,{second},")
    text += f"B2,{second},M51.202,80.5107,2024-06-01\n"
    found = counts(files(c=text))
    assert summed(found, "pathology") == {("TUM",): 2, ("DEG",): 1}
    shared = {"counted": 3, "patient_alone": 2, "two_main_diagnoses": 2}
    assert told(found) == shared
    assert told(counts(files(c=text.replace("A49", "Z9")))) == shared


def test_main_diagnosis_that_is_a_name_is_told() -> None:
    text = C_HEAD + "B1,1,脊柱肿瘤,80.5107,2024-03-05\nB2,1,M51.202,80.5107,2024-03-05\n"
    assert told(counts(files(c=text))) == {"counted": 2, "main_is_no_code": 1}
