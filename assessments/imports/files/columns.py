"""Which column holds the code, the count and the year: by name in three languages, or by order."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from assessments.import_records.counts import BadCount, read_count

_HEADER_ROWS = 15


def _names(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


PROCEDURE_NAMES = _names(
    "code codes procedure procedurecode proceduralcode operationcode",
    "ops ops301 opscode icd9 icd9cm icd9cm3 icd10pcs pcs cpt cptcode opcs opcs4 opcscode",
    "opskode opsziffer kode schlüssel prozedur prozedurencode prozedurenkode prozedurkode",
    "编码 代码 手术编码 手术代码 手术操作编码 手术操作代码 手术及操作编码 手术及操作代码",
    "操作编码 操作代码 主要手术编码 主要手术操作编码 icd9cm3编码",
)
DIAGNOSIS_NAMES = _names(
    "icd icd10 icd10gm icd10cm icdcode diagnosis diagnosiscode maindiagnosis principaldiagnosis",
    "icdkode hauptdiagnose hauptdiagnosen diagnose diagnosekode diagnosecode",
    "诊断编码 诊断代码 主要诊断编码 主要诊断代码 疾病编码 icd10编码",
)
COUNT_NAMES = _names(
    "count counts number n cases operations volume frequency procedures total",
    "anzahl fallzahl fälle fallzahlen menge häufigkeit operationen",
    "数量 例数 台数 手术例数 手术台数 手术量 次数 人数 合计",
)
YEAR_NAMES = _names("year reportyear jahr berichtsjahr 年 年份 年度")


@dataclass(frozen=True)
class Columns:
    """Positions in a row; `year` None where there is no such column.

    `header` is the row's index in the table, -1 where the table has none.
    """

    code: int
    count: int
    year: int | None
    header: int
    holds_diagnoses: bool = False


def find_columns(rows: list[tuple[Any, ...]]) -> Columns | None:
    """The columns of a table, by the first rows' names; None where no row names them."""
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        names = [plain_name(cell) for cell in row]
        count = _first(names, COUNT_NAMES)
        if count is None:
            continue
        for known, holds_diagnoses in ((PROCEDURE_NAMES, False), (DIAGNOSIS_NAMES, True)):
            code = _first(names, known)
            if code is not None:
                year = _first(names, YEAR_NAMES)
                return Columns(code, count, year, number, holds_diagnoses)
    return None


def columns_by_order(rows: list[tuple[Any, ...]]) -> Columns | None:
    """Code, count and perhaps year in this order, where the first row already is such a row."""
    first = rows[0] if rows else ()
    if len(first) < 2 or not re.search(r"\d", str(first[0])):
        return None
    try:
        read_count(first[1])
    except BadCount as error:
        # A bad count in a list is reported with its place; a word there is a header.
        if error.kind == "not_a_count":
            return None
    has_year = len(first) > 2 and re.fullmatch(r"(19|20)\d\d(\.0)?", str(first[2]).strip())
    return Columns(0, 1, 2 if has_year else None, -1)


def plain_name(cell: Any) -> str:
    """The name of a column without letter case, spaces and signs."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).casefold()
    return re.sub(r"[\W_]", "", text)


def _first(names: list[str], known: frozenset[str]) -> int | None:
    return next((position for position, name in enumerate(names) if name in known), None)
