"""From coded rows to counts: the only thing that is kept of a case list.

There is one row for each kind of operation, with the rule that decided and how sure it is, so that
every number can be traced to the groups of codes behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.import_records.overrides import NO_OVERRIDES, OverridesOf
from assessments.imports.case_lists.reading.rows import FLAGS, LEVELS, MARKS, CaseRows
from assessments.imports.case_lists.reading.telling.completeness import OF_ANY_CODE, notes_of
from assessments.imports.case_lists.reading.telling.unread_words import unread_words
from benchmarks.casemix.classification import Cases, classify_cases
from benchmarks.casemix.code_meanings import has_code_form
from benchmarks.casemix.code_overrides import OWN
from benchmarks.casemix.pathology_words import read_pathology
from benchmarks.casemix.rules import CasemixPolicy

# What makes two operations the same kind; the first ones are those of a procedure volume.
KIND = (
    "department",
    "year",
    "surgeon",
    "pathology",
    "group",
    "technique",
    "technique_family",
    "complexity",
)
# The department by the other choice, the same one where there is none: `StoredCases.turned`.
OTHER_DEPARTMENT = "other_department"
EVIDENCE = ("rule", "prefix", "confidence", "needs_review")
# The rule where no diagnosis decides and the file itself states the pathology.
STATED = "stated_pathology"
# The outcome of the records that each flag stands for.
OUTCOMES = {
    "complication": "any_complication",
    "infection": "surgical_site_infection",
    "new_deficit": "new_neurological_deficit",
    "return_to_theatre": "unplanned_return_to_theatre",
    "dural_tear": "dural_tear",
}
_NONE = -1
_PILLARS = ("MIS", "DEF", "TUM")


@dataclass(frozen=True)
class CaseCounts:
    """The counts of a case list, as plain rows.

    `operations`: one dict for each kind of operation (KIND, OTHER_DEPARTMENT, EVIDENCE) with
    `operations`, `marks`
    (mark -> number of operations for which it is known, and for which it is yes) and `levels`
    (number of levels as text -> number of operations). `outcomes`: year, pillar, outcome, cases,
    events, department. `codes`: one dict for each distinct code that did not count or is unknown:
    code ("" for texts without the form of a code), rows, status, looks_like, label, category,
    reason. `own`: prefixes of the hospital's own
    classifications that applied to some code. `notes`: as `completeness.notes_of`;
    `unread_words`: as `unread_words.unread_words`.
    """

    operations: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    codes: list[dict[str, Any]]
    own: list[str]
    notes: list[dict[str, Any]]
    unread_words: list[dict[str, Any]]


def count_cases(
    rows: CaseRows, policy: CasemixPolicy, overrides: OverridesOf = NO_OVERRIDES
) -> CaseCounts:
    """Count the spine operations of a case list; no single case can be found in the result.

    `overrides`: the hospital's own classifications, by code system.
    """
    found = _classified(rows, policy, overrides)
    own = found.codes.loc[found.codes["confidence"] == OWN, "prefix"]
    counting = found.counts
    operations = _as_stated(_with_words(found.operations, rows.procedures, counting))
    operations = _with_marks(operations, rows.flags)
    notes = notes_of(
        operations,
        _with_words(found.lost.copy(), rows.procedures, counting),
        {
            what: _lost_with(left, rows, policy, overrides, operations)
            for what, left in rows.left_out.items()
        },
        replace(
            rows,
            told={
                what: where if what in OF_ANY_CODE else where & counting
                for what, where in rows.told.items()
            },
        ),
    )
    return CaseCounts(
        _kinds(operations),
        _outcomes(operations),
        _codes(found, rows.system),
        sorted(set(own)),
        notes,
        unread_words(operations, rows.procedures),
    )


def _classified(rows: CaseRows, policy: CasemixPolicy, overrides: OverridesOf) -> Cases:
    return classify_cases(
        rows.procedures,
        rows.diagnoses,
        system=rows.system,
        diagnosis_system=rows.diagnosis_system,
        policy=policy,
        overrides=overrides.get(rows.system, ()),
    )


def _lost_with(
    left: CaseRows,
    rows: CaseRows,
    policy: CasemixPolicy,
    overrides: OverridesOf,
    counted: pd.DataFrame,
) -> pd.DataFrame:
    """The spine operations of rows that were left out, without those that count by other rows."""
    if left.procedures.empty:
        return left.procedures
    read_so = replace(left, system=rows.system, diagnosis_system=rows.diagnosis_system)
    found = _classified(read_so, policy, overrides)
    keys = ["case", "date"]
    beside = found.operations.merge(counted[keys], on=keys, how="left", indicator=True)
    lost = found.operations[(beside["_merge"] == "left_only").to_numpy()].reset_index(drop=True)
    return _with_words(lost, left.procedures, found.counts)


def _with_words(
    operations: pd.DataFrame, procedures: pd.DataFrame, counting: NDArray[np.bool_]
) -> pd.DataFrame:
    """The operations with their year, and the surgeon, departments and pathology of their rows.

    `counting`: rows whose code makes an operation; they name the department before all others of
    the day.
    """
    is_among = procedures["case"].isin(operations["case"]).to_numpy()
    found, other_codes = procedures[is_among], ~counting[is_among]
    keys = ["case", "date"]
    numbered = operations[keys].reset_index(names="at")
    at = found[keys].merge(numbered, on=keys, how="left")["at"].fillna(_NONE).to_numpy(np.int64)
    place = found["place"].to_numpy() if "place" in found else np.zeros(len(found), np.int64)
    of_codes = place + other_codes * (1 + place.max(initial=0))
    for name, column, places in (
        ("surgeon", "surgeon", place),
        ("department", "department", of_codes),
        (OTHER_DEPARTMENT, OTHER_DEPARTMENT, of_codes),
        ("stated", "pathology", place),
    ):
        operations[name] = (
            _first_word(found[column], places, at, len(operations)) if column in found else ""
        )
    if OTHER_DEPARTMENT not in found:
        operations[OTHER_DEPARTMENT] = operations["department"]
    # Whole numbers although some operations may have no day.
    operations["year"] = operations["date"].dt.year.astype("Int64")
    return operations


def _first_word(
    words: pd.Series, place: NDArray[np.int64], at: NDArray[np.int64], size: int
) -> NDArray[np.object_]:
    """For each operation the word of the row with the lowest place, "" where no row has one.

    Among several words at the same place it is the first in the alphabet, whatever the order of
    rows.
    """
    texts = np.append(words.cat.categories.to_numpy(dtype=object), "")
    order = np.argsort(texts, kind="stable")
    by_alphabet = np.empty(len(texts), dtype=np.int64)
    by_alphabet[order] = np.arange(len(texts))
    number = by_alphabet[words.cat.codes]
    counts = (at != _NONE) & (texts[words.cat.codes] != "")
    key = pd.Series(place[counts] * len(texts) + number[counts])
    lowest = key.groupby(at[counts]).min()
    found = np.full(size, "", dtype=object)
    found[lowest.index.to_numpy()] = texts[order][lowest.to_numpy() % len(texts)]
    return found


def _as_stated(operations: pd.DataFrame) -> pd.DataFrame:
    """Take the pathology that the file states where no diagnosis decided."""
    words, distinct = pd.factorize(operations["stated"])
    read = [read_pathology(str(word)) for word in distinct]
    named = np.array([one.pathology or None for one in read], dtype=object)
    stated = pd.Series(named[words], index=operations.index, dtype=object)
    is_unread = np.array([one.is_unread for one in read], dtype=bool)[words]
    operations["pathology_unread"] = is_unread & (operations["rule"] == "code_default")
    takes = stated.notna() & (operations["rule"] == "code_default")
    operations.loc[takes, "pathology"] = stated[takes]
    operations.loc[takes, "rule"] = STATED
    operations.loc[takes, "needs_review"] = False
    changed = takes & (operations["pathology"] != "DEG")
    operations.loc[changed, "group"] = ""
    return operations


def _kinds(operations: pd.DataFrame) -> list[dict[str, Any]]:
    kinds = operations.groupby([*KIND, OTHER_DEPARTMENT, *EVIDENCE], dropna=False, observed=True)
    rows = _plain(kinds.size().rename("operations").reset_index())
    for row in rows:
        row |= {"marks": {}, "levels": {}}
    marks = [mark for mark in MARKS if mark in operations]
    known, so = (kinds[marks].agg(how).astype("int64") for how in ("count", "sum"))
    for mark in marks:
        for row, *counts in zip(rows, known[mark].tolist(), so[mark].tolist(), strict=True):
            if counts[0]:
                row["marks"][mark] = counts
    if LEVELS in operations:
        stated = operations[LEVELS].dropna().astype("int64")
        pairs = pd.DataFrame({"kind": kinds.ngroup()[stated.index], "levels": stated})
        counted = pairs.value_counts(sort=False).reset_index()
        for kind, levels, count in counted.to_numpy(np.int64).tolist():
            rows[kind]["levels"][str(levels)] = count
    return rows


def _with_marks(operations: pd.DataFrame, flags: pd.DataFrame | None) -> pd.DataFrame:
    """The operations with a column for each mark: 1 yes, 0 no, NaN not known.

    A code of an aid is a yes; without such a code nothing is known.
    """
    coded = {
        "navigation": operations["navigation"] | operations["robotic"],
        "monitoring": operations["neuromonitoring"],
    }
    operations = operations.drop(columns=["navigation", "robotic", "neuromonitoring"])
    if flags is not None:
        operations = operations.merge(flags, on=["case", "date"], how="left")
    for mark, by_code in coded.items():
        stated = operations.get(mark, np.nan)
        operations[mark] = np.where(by_code.to_numpy(), 1.0, stated)
    return operations


def _outcomes(operations: pd.DataFrame) -> list[dict[str, Any]]:
    """Cases looked at and events, by pillar; an operation may stand in two pillars."""
    found: list[dict[str, Any]] = []
    for pillar in _PILLARS:
        axis = "technique" if pillar == "MIS" else "pathology"
        of_pillar = operations[operations[axis] == pillar]
        for flag in (name for name in FLAGS if name in operations):
            known = of_pillar[of_pillar[flag].notna()]
            sums = known.groupby(["department", "year"])[flag].agg(["size", "sum"])
            sums = sums.rename(columns={"size": "cases", "sum": "events"}).astype("int64")
            named = {"pillar": pillar, "outcome": OUTCOMES[flag]}
            found += [{**row, **named} for row in _plain(sums.reset_index())]
    return found


def _codes(found: Cases, system: str) -> list[dict[str, Any]]:
    columns = ["code", "rows", "status", "looks_like", "label", "category", "reason"]
    rest = found.codes[found.codes["reason"] != "counted"]
    # Codes of other organs are the bulk of a hospital's list; they are summed up as one line. So
    # are texts without the form of a code: they may be numbers or names of patients.
    other = rest["reason"] == "not_spine"
    shown = np.array([has_code_form(system, code) for code in rest["code"]], dtype=bool)
    nameless = ~other & ~shown
    listed = _plain(
        rest.loc[~other & ~nameless, columns].sort_values(
            ["reason", "rows"], ascending=[True, False]
        )
    )
    for where, reason in ((nameless, "wrong_system"), (other, "not_spine")):
        if where.any():
            listed.append(
                {
                    **dict.fromkeys(columns, ""),
                    "rows": int(rest.loc[where, "rows"].sum()),
                    "status": reason,
                    "reason": reason,
                }
            )
    return listed


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with plain Python values."""
    rows = frame.astype(object).where(frame.notna(), "").to_dict("records")
    return [
        {
            str(name): value.item() if isinstance(value, np.generic) else value
            for name, value in row.items()
        }
        for row in rows
    ]
