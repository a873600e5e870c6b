"""Codes to check of a preview: inside a spine chapter, but in no table, in every code system."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assessments.import_records.code_list_contents import CodeListEstimates, CodeListRows
from assessments.import_records.estimates import find_operations
from assessments.imports.code_lists.presenters.preview import Preview, preview_of
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.models import ImportBatch
from benchmarks.casemix.code_tables import SYSTEMS


def preview(system: str, *codes: str) -> Preview:
    """The preview of a list of these codes, ten of each."""
    rows = "".join(f"{code};10\n" for code in codes)
    parsed = read_file(f"code;count\n{rows}".encode(), "codes.csv", system=system)
    found = find_operations(parsed.listings[0], system=system, complete=True)
    batch = ImportBatch(department_id=uuid4(), code_system=system)
    CodeListRows(listings=[]).put_into(batch)
    estimates = CodeListEstimates(listing="1", choices=[], answers=[], remarks=[], **dict(found))
    estimates.put_into(batch)
    return preview_of(batch)


INSIDE = {
    "OPS": ("5-831.0", ["5-03x", "5-83z.9"], "5-999.zz"),
    "ICD9CM3": ("81.08", ["03.99", "81.69", "81.99"], "81.54"),
    "ICD9CM3_CN": ("81.0800", ["03.9900", "81.9900x001"], "81.5400"),
    "ICD10PCS": ("0SG00A0", ["00WU0JZ", "0RQ30ZZ", "0SP00AZ"], "0SRB0JZ"),
    "OPCS4": ("V33.7", ["V68.9", "V99"], "W37.1"),
    "CPT": ("63030", ["22899", "63710"], "27447"),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_code_of_a_spine_chapter_without_a_row_is_to_be_checked(system: str) -> None:
    known, inside, outside = INSIDE[system]
    shown = preview(system, known, *inside, outside)
    assert sorted(line.code for line in shown.to_check) == inside
    assert all("Inside a spine chapter" in line.reason for line in shown.to_check)
    reasons = {line.text: ", ".join(line.examples) for line in shown.reasons}
    assert reasons["Not a spine code."] == outside
    assert shown.headline.endswith(f"1 of {len(inside) + 2} codes count.")
