"""What every reader returns, whatever the format: counted codes, and what else the file says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from assessments.import_records.problems import WHOLE_FILE, Place, Problem


@dataclass(frozen=True)
class CodeCount:
    """How often a code was counted; `count` is None where the publisher hid a count below 4."""

    code: str
    count: int | None
    year: int | None = None
    place: Place = WHOLE_FILE


@dataclass(frozen=True)
class Listing:
    """The counted codes of one department of the file; a code list has exactly one.

    `diagnoses` is None where the file lists no main diagnoses. `outpatient` are the operations of
    outpatients (§ 115b SGB V), which no estimate counts. `specialty_keys` are the report's
    four-digit keys (1700 neurosurgery); staff is in full-time equivalents. A code can have several
    rows; their counts belong together.
    """

    key: str
    name: str
    procedures: tuple[CodeCount, ...]
    diagnoses: tuple[CodeCount, ...] | None = None
    outpatient: tuple[CodeCount, ...] = ()
    specialty_keys: tuple[str, ...] = ()
    cases: int | None = None
    physicians: float | None = None
    specialists: float | None = None

    def procedure_frame(self) -> pd.DataFrame:
        """Columns code, count (0 where hidden), suppressed; one row a listed code."""
        return _frame(self.procedures)

    def diagnosis_frame(self) -> pd.DataFrame | None:
        """The same for main diagnoses; None where the file lists none."""
        return None if self.diagnoses is None else _frame(self.diagnoses)

    def of_year(self, year: int) -> Listing:
        """Only the rows of the year, and those that name none."""
        return replace(
            self,
            procedures=_of_year(self.procedures, year),
            diagnoses=None if self.diagnoses is None else _of_year(self.diagnoses, year),
        )


@dataclass(frozen=True)
class Structure:
    """What a quality report says about the whole hospital.

    `devices`: key of the device (AA08) -> available in emergencies at all hours; None: not said.
    `emergency_level`: federal level 1 to 3, only where its conditions are met; 0 otherwise.
    `department_keys`: specialty keys of all departments of the site.
    """

    devices: dict[str, bool | None] = field(default_factory=dict)
    emergency_level: int = 0
    department_keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ParsedFile:
    """A file that could be read.

    `kind` is "quality_report" or "code_list"; `year` None where the file does not say one year;
    `years` the years its rows name; `system` the code system, recognised or given; `remarks` what
    is worth knowing though nothing is wrong.
    """

    kind: str
    name: str
    digest: str
    size: int
    system: str
    listings: tuple[Listing, ...]
    year: int | None = None
    years: tuple[int, ...] = ()
    structure: Structure | None = None
    remarks: tuple[Problem, ...] = ()


def _frame(rows: Iterable[CodeCount]) -> pd.DataFrame:
    listed = list(rows)
    return pd.DataFrame(
        {
            "code": pd.Series([row.code for row in listed], dtype=object),
            "count": pd.Series([row.count or 0 for row in listed], dtype="int64"),
            "suppressed": pd.Series([row.count is None for row in listed], dtype=bool),
        }
    )


def _of_year(rows: tuple[CodeCount, ...], year: int) -> tuple[CodeCount, ...]:
    return tuple(row for row in rows if row.year in (None, year))
