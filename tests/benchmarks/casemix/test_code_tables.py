"""Code tables: shape, longest prefix, and codes of other systems."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import benchmarks
from benchmarks.casemix.code_meanings import look_up, look_up_diagnoses
from benchmarks.casemix.code_tables import (
    DIAGNOSIS_SYSTEMS,
    SPINE_CHAPTERS,
    SYSTEMS,
    normalise,
    table,
    write_code,
)

CODES = Path(benchmarks.__file__).with_name("codes")


def rows_of(name: str) -> list[dict[str, str]]:
    with (CODES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("name", ["procedures.csv", "diagnoses.csv"])
def test_table_has_each_code_once_and_a_source_for_each_row(name: str) -> None:
    rows = rows_of(name)
    keys = {(row["system"], normalise(row["code_prefix"])) for row in rows}
    assert len(keys) == len(rows)
    assert {row["system"] for row in rows} == set(
        SYSTEMS if name == "procedures.csv" else DIAGNOSIS_SYSTEMS
    )
    assert all(row["source"] and row["label_en"] for row in rows)
    assert {row["confidence"] for row in rows} <= {"verified", "likely", "uncertain"}


def test_only_core_codes_have_a_family_and_all_of_them_do() -> None:
    families = {
        *("disc", "decompression", "fusion_instrumentation", "augmentation"),
        *("intraspinal_lesion", "vertebral_resection", "deformity_correction", "other"),
    }
    for row in rows_of("procedures.csv"):
        assert row["role"] in {"core", "access", "add_on", "not_surgical"}
        assert (row["family"] in families) == (row["role"] == "core"), row["code_prefix"]
        assert row["technique"] in {"MIS", "microsurgical", "open", ""}
        assert row["role"] != "core" or row["technique"], row["code_prefix"]


def test_only_ops_has_access_codes_because_they_bound_the_operations_of_a_list() -> None:
    """Elsewhere an access is not coded with each operation, so their sum would bound nothing."""
    systems = {row["system"] for row in rows_of("procedures.csv") if row["role"] == "access"}
    assert systems == {"OPS"}


@pytest.mark.parametrize(
    ("system", "written"),
    [
        ("OPS", "5-83b.50"),
        ("OPS", "5-984"),
        ("ICD9CM3", "81.05"),
        ("ICD9CM3_CN", "80.5100x033"),
        ("ICD9CM3_CN", "03.4x07"),
        ("ICD10PCS", "0SB24ZZ"),
        ("OPCS4", "V33.7"),
        ("CPT", "63030"),
        ("ICD10GM", "M48.06"),
        ("ICD10", "T08"),
    ],
)
def test_code_is_written_as_its_system_writes_it(system: str, written: str) -> None:
    assert write_code(system, normalise(written.upper())) == written


def test_normalise_drops_marks_and_keeps_letters_and_digits() -> None:
    assert normalise(" 5-83b.50 ") == "583B50"
    assert normalise("80.5100x033") == "805100X033"
    assert normalise("C79.5†") == "C795"
    assert normalise("Ｍ４８．０６＋") == "M4806"
    assert normalise("-") == ""


@pytest.mark.parametrize(
    ("system", "code", "prefix"),
    [
        ("OPS", "5-839.g0", "5-839"),
        ("OPS", "5-839.61", "5-839.61"),
        ("OPS", "5-836.3x", "5-836.3"),
        ("ICD9CM3_CN", "80.5110", "80.5110"),
        ("ICD9CM3_CN", "80.5199", "80.51"),
        ("ICD10PCS", "00BT0ZX", "00BT0ZX"),
        ("ICD10PCS", "00BT0ZZ", "00BT0"),
    ],
)
def test_longest_prefix_decides(system: str, code: str, prefix: str) -> None:
    result = look_up(system, [code]).iloc[0]
    assert (result["status"], result["prefix"]) == ("classified", prefix)


@pytest.mark.parametrize(
    ("system", "code", "status", "looks_like"),
    [
        ("OPS", "5-010.0", "not_spine", ""),
        ("OPS", "5-83c.0", "unknown", ""),
        ("OPS", "5-83z.9", "unknown", ""),
        ("OPS", "5-03x", "unknown", ""),
        ("OPS", "5-999.zz", "not_spine", ""),
        ("OPS", "5-83", "wrong_system", "ICD9CM3"),
        ("OPS", "81.05", "wrong_system", "ICD9CM3"),
        ("OPS", "58.31", "wrong_system", "ICD9CM3"),
        ("OPS", "80.5110", "wrong_system", "ICD9CM3_CN"),
        ("OPS", "22551", "wrong_system", "CPT"),
        ("OPS", "V25.1", "wrong_system", "OPCS4"),
        ("OPS", "M51.2", "wrong_system", "ICD10"),
        ("OPS", "0SB24ZZ", "wrong_system", "ICD10PCS"),
        ("OPS", "garbage", "wrong_system", ""),
        ("ICD9CM3", "5-831", "wrong_system", "OPS"),
        ("ICD9CM3", "81.09", "unknown", ""),
        ("ICD9CM3", "51.22", "not_spine", ""),
        ("ICD9CM3", "03.99", "unknown", ""),
        ("ICD9CM3", "81.99", "unknown", ""),
        ("ICD9CM3", "81.54", "not_spine", ""),
        ("ICD9CM3", "04.43", "not_spine", ""),
        ("ICD9CM3_CN", "03.9900", "unknown", ""),
        ("ICD9CM3_CN", "81.9900x001", "unknown", ""),
        ("ICD9CM3_CN", "81.2300", "not_spine", ""),
        ("ICD10PCS", "0RG0X00", "unknown", ""),
        ("ICD10PCS", "0RQ30ZZ", "unknown", ""),
        ("ICD10PCS", "0SP40JZ", "unknown", ""),
        ("ICD10PCS", "0SRB0JZ", "not_spine", ""),
        ("ICD10PCS", "0PP404Z", "unknown", ""),
        ("ICD10PCS", "0QWS04Z", "unknown", ""),
        ("ICD10PCS", "0QS60ZZ", "not_spine", ""),
        ("ICD10PCS", "00JU0ZZ", "unknown", ""),
        ("ICD10PCS", "00B00ZZ", "not_spine", ""),
        ("ICD10PCS", "01BB0ZZ", "unknown", ""),
        ("ICD10PCS", "0MQD0ZZ", "unknown", ""),
        ("ICD10PCS", "XRG0092", "unknown", ""),
        ("ICD10PCS", "XRRG0L8", "not_spine", ""),
        ("ICD10PCS", "0DTJ4ZZ", "not_spine", ""),
        ("OPCS4", "V36.2", "unknown", ""),
        ("OPCS4", "V99", "unknown", ""),
        ("OPCS4", "V69.1", "unknown", ""),
        ("OPCS4", "A53.1", "unknown", ""),
        ("OPCS4", "V20.1", "not_spine", ""),
        ("OPCS4", "A60.1", "not_spine", ""),
        ("OPCS4", "W37.1", "not_spine", ""),
        ("CPT", "22899", "unknown", ""),
        ("CPT", "63710", "unknown", ""),
        ("CPT", "22900", "not_spine", ""),
        ("CPT", "62223", "not_spine", ""),
        ("CPT", "27447", "not_spine", ""),
    ],
)
def test_code_without_a_row_tells_why(system: str, code: str, status: str, looks_like: str) -> None:
    result = look_up(system, [code]).iloc[0]
    assert (result["status"], result["looks_like"]) == (status, looks_like)
    assert result["prefix"] == result["role"] == result["confidence"] == ""
    assert not result["requires_diagnosis"]


@pytest.mark.parametrize("system", ["OPS", "ICD10PCS", "OPCS4", "CPT"])
def test_every_operation_of_the_table_stands_in_a_spine_chapter(system: str) -> None:
    for prefix, row in table(system).items():
        if row["role"] == "core" and row["needs_spine_diagnosis"] == "false":
            assert SPINE_CHAPTERS[system].match(prefix), prefix


def test_rows_come_back_in_the_order_given_with_the_code_as_given() -> None:
    given = ["5-984", "5-831.0", "5-984"]
    assert look_up("OPS", given)["code"].tolist() == given


def test_empty_list_gives_an_empty_frame_with_all_columns() -> None:
    assert look_up("OPS", []).empty
    assert {"code", "status", "technique", "confidence"} <= set(look_up("OPS", []).columns)


def test_national_diagnosis_chains_to_its_international_parent() -> None:
    result = look_up_diagnoses("ICD10GM", ["C79.5", "D18.02", "D18.08", "C90.20", "I62.0"])
    assert result["pillar"].tolist() == ["TUM", "OTHER", "TUM", "TUM", ""]
    assert result["spine_specific"].tolist() == [False] * 5
    assert result["status"].tolist()[-1] == "not_spine"


@pytest.mark.parametrize("code", ["C71.1", "D32.0", "C79.3", "D43.2", "D33.0"])
def test_brain_tumours_are_never_spine_tumours(code: str) -> None:
    assert look_up_diagnoses("ICD10GM", [code]).iloc[0]["pillar"] != "TUM"


@pytest.mark.parametrize(
    ("code", "region"),
    [("M48.02", "cervical"), ("M48.04", "thoracic"), ("M48.06", "lumbar"), ("M48.0", "")],
)
def test_fifth_character_tells_the_region(code: str, region: str) -> None:
    assert look_up_diagnoses("ICD10GM", [code]).iloc[0]["region"] == region


def test_diagnosis_systems_are_not_procedure_systems() -> None:
    with pytest.raises(KeyError):
        look_up("ICD10", ["M51.1"])
    with pytest.raises(KeyError):
        look_up_diagnoses("OPS", ["5-831"])
    with pytest.raises(KeyError):
        table("LOINC")
