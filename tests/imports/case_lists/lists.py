"""Case lists as hospital systems export them, small enough to be counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assessments.imports.case_lists.reading.counting import CaseCounts, count_cases
from assessments.imports.case_lists.reading.formats import read_cases
from assessments.imports.case_lists.reading.rows import CaseOptions
from assessments.imports.files.source_files import SourceFile
from benchmarks.casemix.rules import CasemixPolicy

OPTIONS = CaseOptions(salt="0123456789abcdef", latest=date(2026, 1, 31))

_FOLDER = Path(__file__).parents[2] / "data" / "cases"


def _text(name: str) -> str:
    return (_FOLDER / f"{name}.csv").read_text(encoding="utf-8")


P21_OPS, P21_ICD, P21_FAB, P21_FALL = (
    _text(f"p21_{part}") for part in ("OPS", "ICD", "FAB", "FALL")
)
HQMS, P_CODES, N041, TEMPLATE = (_text(name) for name in ("hqms", "hqms_p", "n041", "template"))


def files(**named: str) -> list[SourceFile]:
    """Files by name, such as OPS=...: OPS.csv in UTF-8."""
    return [SourceFile(f"{name}.csv", text.encode()) for name, text in named.items()]


def p21() -> list[SourceFile]:
    """The four files of a § 21 data set."""
    return files(OPS=P21_OPS, ICD=P21_ICD, FAB=P21_FAB, FALL=P21_FALL)


def counts(sources: list[SourceFile], options: CaseOptions = OPTIONS) -> CaseCounts:
    """The counts of the files under the default policy."""
    return count_cases(read_cases(sources, options), CasemixPolicy())


def summed(found: CaseCounts, *by: str) -> dict[tuple[object, ...], int]:
    """Operations by some of the columns."""
    sums: dict[tuple[object, ...], int] = {}
    for row in found.operations:
        key = tuple(row[name] for name in by)
        sums[key] = sums.get(key, 0) + row["operations"]
    return sums


def told(found: CaseCounts) -> dict[str, int]:
    """Of how many operations each thing is told."""
    sums: dict[str, int] = {}
    for row in found.notes:
        sums[row["what"]] = sums.get(row["what"], 0) + row["operations"]
    return sums
