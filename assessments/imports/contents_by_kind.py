"""Which models hold what is stored of each kind of import."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from assessments.imports.contents import DamagedContents, Stored, StoredColumn
from assessments.imports.contents_of_case_lists import CaseListDetails, CaseListRows
from assessments.imports.contents_of_code_lists import CodeListEstimates, CodeListRows
from assessments.imports.contents_of_profile_workbooks import (
    ProfileWorkbookDetails,
    ProfileWorkbookRows,
)

Details = CodeListEstimates | CaseListDetails | ProfileWorkbookDetails


class OfAKind(Stored, Protocol):
    """An import of any kind."""

    kind: str


# By value of `ImportKind`: of the column `rows`, and of `findings`.
ROWS: Mapping[str, type[StoredColumn]] = MappingProxyType(
    {
        "quality_report": CodeListRows,
        "code_list": CodeListRows,
        "case_list": CaseListRows,
        "profile_workbook": ProfileWorkbookRows,
    }
)
DETAILS: Mapping[str, type[Details]] = MappingProxyType(
    {
        "quality_report": CodeListEstimates,
        "code_list": CodeListEstimates,
        "case_list": CaseListDetails,
        "profile_workbook": ProfileWorkbookDetails,
    }
)


def details_of(batch: OfAKind) -> Details:
    """What is stored in `findings` of an import of any kind. Raises `DamagedContents`."""
    if batch.kind not in DETAILS:
        raise DamagedContents(batch, "kind")
    return DETAILS[batch.kind].read(batch)
