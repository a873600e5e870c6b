"""In which other code systems a general case list can be read, and its counts in each of them.

Files are not kept, so that this is settled while they are read: whoever looks at the preview can
then choose another system without a new upload.
"""

from __future__ import annotations

from dataclasses import replace

from assessments.import_records.overrides import NO_OVERRIDES, OverridesOf
from assessments.imports.case_lists.reading.contents import OtherReading
from assessments.imports.case_lists.reading.counting import count_cases
from assessments.imports.case_lists.reading.general_list import DIAGNOSIS_SYSTEMS
from assessments.imports.case_lists.reading.rows import CaseRows
from assessments.imports.case_lists.reading.stored_counts import StoredCases
from benchmarks.casemix.code_meanings import look_up
from benchmarks.casemix.code_tables import SYSTEMS
from benchmarks.casemix.rules import CasemixPolicy

# The share of distinct codes that must have the shape of a system for the list to be read in it.
REAL_SHARE = 0.5


def other_systems(rows: CaseRows) -> tuple[str, ...]:
    """The systems, besides that of the rows, whose shape enough of the codes have.

    Empty where the format fixes the system. Each distinct code is looked up once for each system.
    """
    codes = [str(code) for code in rows.procedures["code"].unique()] if rows.is_system_open else []
    return tuple(system for system in SYSTEMS if system != rows.system and _fits(system, codes))


def other_readings(
    rows: CaseRows, policy: CasemixPolicy, overrides: OverridesOf = NO_OVERRIDES
) -> dict[str, OtherReading]:
    """The counts of the rows in each other system that fits and finds a spine operation."""
    found: dict[str, OtherReading] = {}
    for system in other_systems(rows):
        diagnosis_system = DIAGNOSIS_SYSTEMS.get(system, "ICD10")
        read = replace(rows, system=system, diagnosis_system=diagnosis_system)
        counts = count_cases(read, policy, overrides)
        if counts.operations:
            found[system] = OtherReading(
                diagnosis_system=diagnosis_system, **StoredCases.counted(counts).counts
            )
    return found


def _fits(system: str, codes: list[str]) -> bool:
    if not codes:
        return False
    found = look_up(system, codes)
    spinal = (found["status"] == "classified") & (found["role"] == "core")
    has_shape = (found["status"] != "wrong_system").mean() >= REAL_SHARE
    return bool(has_shape and spinal.any())
