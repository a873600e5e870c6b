"""Codes as hospitals write them: the spelling changes nothing, and no code becomes another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.casemix.code_meanings import (
    has_code_form,
    is_any_code,
    look_up,
    look_up_diagnoses,
)
from benchmarks.casemix.code_spellings import split_codes
from benchmarks.casemix.code_tables import (
    DIAGNOSIS_SYSTEMS,
    SYSTEMS,
    normalise,
    spelled,
    table,
    write_code,
)
from tests.benchmarks.casemix.random_code_lists import procedures

every_system = pytest.mark.parametrize("system", SYSTEMS)
LABELS = {
    "OPS": "OPS",
    "ICD9CM3": "ICD-9-CM-3",
    "ICD9CM3_CN": "ICD9",
    "ICD10PCS": "ICD-10-PCS",
    "OPCS4": "OPCS-4",
    "CPT": "CPT",
}
_WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})

spellings = st.sampled_from(
    [
        "{code}",
        " {code} ",
        "{code}.",
        "{code},",
        "'{code}",
        "({code})",
        "{code} R",
        "{code}:L",
        "{code} (R)",
        "{code} beidseits",
        "{code} LR",
        "{code} 左侧",
        "{code}\u200b",
        "{label} {code}",
        "{label}: {code}",
    ]
)


@every_system
@given(data=st.data(), how=spellings, is_wide=st.booleans(), is_upper=st.booleans())
@settings(max_examples=25, deadline=None)
def test_spelling_of_a_code_changes_nothing(
    system: str, data: st.DataObject, how: str, is_wide: bool, is_upper: bool
) -> None:
    code = data.draw(st.sampled_from(sorted(procedures(system))))
    written = how.format(code=code, label=LABELS[system]).replace(
        "-", data.draw(st.sampled_from("-–−‑"))
    )
    written = written.upper() if is_upper else written.lower()
    written = written.translate(_WIDE) if is_wide else written
    plain, respelt = (look_up(system, [text]).iloc[0] for text in (code, written))
    assert respelt.drop("code").to_dict() == plain.drop("code").to_dict(), written
    # In a cell of a list too: one code, not two.
    (found,) = split_codes(written)
    assert look_up(system, [found]).iloc[0]["normalised"] == plain["normalised"]


@pytest.mark.parametrize("system", [*SYSTEMS, *DIAGNOSIS_SYSTEMS])
def test_no_code_is_taken_for_another(system: str) -> None:
    if system in SYSTEMS:
        codes = list(procedures(system))
    else:
        codes = [write_code(system, normalised) for normalised in table(system)]
    for sign in ("{}", "{} R", "{}:L"):
        found = {normalise(spelled(system, sign.format(code))) for code in codes}
        assert found == {normalise(code) for code in codes}
        assert len(found) == len(codes)


@every_system
def test_codes_of_other_systems_stay_those_of_others_whatever_signs_surround_them(
    system: str,
) -> None:
    """Signs that tell two systems apart are looked at after the outer ones are gone."""
    for other in SYSTEMS:
        if other in (system, "ICD10PCS") or {system, other} == {"ICD9CM3", "ICD9CM3_CN"}:
            continue
        codes = list(procedures(other))
        plain = look_up(system, codes)
        for how in ("'{}", "{}.", "({})", "{} R", "{}:L"):
            respelt = look_up(system, [how.format(code) for code in codes])
            assert respelt["status"].tolist() == plain["status"].tolist()


@pytest.mark.parametrize(
    ("system", "written", "code"),
    [
        ("OPS", "5-839.60R", "5-839.60"),
        ("OPS", "583960L", "5-839.60"),
        ("OPS", "5-831.0R", "5-831.0"),
        ("OPS", "5-984B", "5-984"),
        ("OPS", "5 - 831.0", "5-831.0"),
        ("OPS", "OPS 2024: 5-831.0", "5-831.0"),
        ("OPS", "5–831。0", "5-831.0"),
        ("CPT", "63030-62", "63030"),
        ("CPT", "22612-RT", "22612"),
        ("CPT", "22612RT", "22612"),
        ("CPT", "22612 50", "22612"),
        ("CPT", "22612-50-59", "22612"),
        ("ICD9CM3", "81.08R", "81.08"),
        ("ICD9CM3", "3.09", "03.09"),
        ("ICD9CM3_CN", "81.0800×001", "81.0800x001"),
        ("ICD9CM3_CN", "81.0800X001", "81.0800x001"),
        ("ICD10PCS", "0SB24ZZ-LT", "0SB24ZZ"),
        ("OPCS4", "V33.7R", "V33.7"),
        ("ICD10GM", "M51.1G", "M51.1"),
        ("ICD10GM", "M51.1+", "M51.1"),
        ("ICD10GM", "M51.1!", "M51.1"),
        ("ICD10GM", "M51.1*", "M51.1"),
        ("ICD10GM", "M51.1 RG", "M51.1"),
        ("ICD10GM", "ICD-10-GM: M51.1", "M51.1"),
    ],
)
def test_code_is_read_without_what_stands_beside_it(system: str, written: str, code: str) -> None:
    assert normalise(spelled(system, written)) == normalise(code)


@pytest.mark.parametrize("written", ["8-800.cr", "6-002.1b", "5-83b.r"])
def test_last_letter_of_a_code_is_no_side(written: str) -> None:
    assert normalise(spelled("OPS", written)) == normalise(written)


def test_first_zero_tells_the_spine_from_the_larynx() -> None:
    assert look_up("ICD9CM3", ["3.09", "30.9"])["status"].tolist() == ["classified", "not_spine"]


def test_diagnosis_that_was_ruled_out_is_none() -> None:
    found = look_up_diagnoses("ICD10GM", ["M51.1", "M51.1A", "M51.1 A", *split_codes("M51.1 A")])
    assert found["pillar"].tolist() == ["DEG", "", "", ""]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("5-839.60 L", ["5-839.60"]),
        ("22612 50", ["22612"]),
        ("OPS 5-831.0 R; 5-984", ["5-831.0", "5-984"]),
        ("5-831.0/5-032.00", ["5-831.0", "5-032.00"]),
        ("5-831.0 + 5-032.00", ["5-831.0", "5-032.00"]),
        ("5-831.0 - 5-032.00", ["5-831.0", "5-032.00"]),
        ("1. 5-831.0 2. 5-032.00", ["5-831.0", "5-032.00"]),
        ("A18.0+ M49.0*", ["A18.0", "M49.0"]),
        ("81.0800x001 左侧、80.5100x008", ["81.0800x001", "80.5100x008"]),
        ("5-83b.50,", ["5-83b.50"]),
        ("R", ["R"]),
        ("-", []),
        ("", []),
    ],
)
def test_cell_is_split_into_its_codes(cell: str, codes: list[str]) -> None:
    assert split_codes(cell) == codes


# Insurance, case, identity and telephone numbers, days, postcodes, names. All digits of one system
# may be a code of it, but never one of another system.
IDENTIFIERS = ["A123456789", "A180123456", "430103196005121234", "43010319600512123X", "1234567"]
IDENTIFIERS += [
    "0170/1234567",
    "12.11.1957",
    "1957-11-12",
    "12.11.57",
    "Petra",
    "赵小明",
    "KH99001122",
]


@every_system
def test_numbers_and_names_have_no_form_of_a_code(system: str) -> None:
    for text in IDENTIFIERS:
        assert not has_code_form(system, text), text
        assert not is_any_code(text, system), text
        assert look_up(system, [text]).iloc[0]["looks_like"] == ""
    assert has_code_form("CPT", "81541")
    assert not has_code_form("OPS", "22551")


@every_system
def test_codes_of_the_table_have_the_form_of_a_code(system: str) -> None:
    for code in procedures(system):
        assert has_code_form(system, code), code


def test_insurance_number_is_no_diagnosis() -> None:
    assert look_up_diagnoses("ICD10GM", ["A180123456"]).iloc[0]["pillar"] == ""
