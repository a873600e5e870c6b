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
from assessments.imports.case_lists.reading.completeness import OF_ANY_CODE, notes_of
from assessments.imports.case_lists.reading.rows import FLAGS, LEVELS, MARKS, CaseRows
from benchmarks.casemix.classification import Cases, classify_cases
from benchmarks.casemix.code_overrides import OWN
from benchmarks.casemix.code_tables import normalise
from benchmarks.casemix.rules import PATHOLOGIES, CasemixPolicy

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
# Codes that count by themselves, and those that count beside a diagnosis of the spine.
_COUNTING = ("counted", "needs_spine_diagnosis")
_PILLARS = ("MIS", "DEF", "TUM")
_STATED = {
    **{name.casefold(): name for name in PATHOLOGIES},
    "degenerative": "DEG",
    "degenerativ": "DEG",
    "退变": "DEG",
    "deformity": "DEF",
    "deformität": "DEF",
    "scoliosis": "DEF",
    "skoliose": "DEF",
    "畸形": "DEF",
    "侧弯": "DEF",
    "tumour": "TUM",
    "tumor": "TUM",
    "肿瘤": "TUM",
    "trauma": "TRA",
    "创伤": "TRA",
    "骨折": "TRA",
    "infection": "INF",
    "infektion": "INF",
    "感染": "INF",
    "other": "OTHER",
    "andere": "OTHER",
    "其他": "OTHER",
}


@dataclass(frozen=True)
class CaseCounts:
    """The counts of a case list, as plain rows.

    `operations`: one dict for each kind of operation (KIND, OTHER_DEPARTMENT, EVIDENCE) with
    `operations`, `marks`
    (mark -> number of operations for which it is known, and for which it is yes) and `levels`
    (number of levels as text -> number of operations). `outcomes`: year, pillar, outcome, cases,
    events, department. `codes`: one dict for each distinct code that did not count or is unknown:
    code, rows, status, looks_like, label, category, reason. `own`: prefixes of the hospital's own
    classifications that applied to some code. `notes`: as `completeness.notes_of`.
    """

    operations: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    codes: list[dict[str, Any]]
    own: list[str]
    notes: list[dict[str, Any]]


def count_cases(
    rows: CaseRows, policy: CasemixPolicy, overrides: OverridesOf = NO_OVERRIDES
) -> CaseCounts:
    """Count the spine operations of a case list; no single case can be found in the result.

    `overrides`: the hospital's own classifications, by code system.
    """
    found = _classified(rows, policy, overrides)
    own = found.codes.loc[found.codes["confidence"] == OWN, "prefix"]
    counting = _counting(rows.procedures, found)
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
        _kinds(operations), _outcomes(operations), _codes(found), sorted(set(own)), notes
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


def _counting(procedures: pd.DataFrame, found: Cases) -> NDArray[np.bool_]:
    """Which rows have a code that makes an operation."""
    codes = found.codes.loc[found.codes["reason"].isin(_COUNTING), "code"]
    known, written = {normalise(str(code)) for code in codes}, procedures["code"]
    counts = np.array([normalise(str(text)) in known for text in written.cat.categories], bool)
    return counts[written.cat.codes]


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
    return _with_words(lost, left.procedures, _counting(left.procedures, found))


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
    stated = operations["stated"].str.strip().str.casefold().map(_STATED)
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


def _codes(found: Cases) -> list[dict[str, Any]]:
    columns = ["code", "rows", "status", "looks_like", "label", "category", "reason"]
    rest = found.codes[found.codes["reason"] != "counted"]
    # Codes of other organs are the bulk of a hospital's list; they are summed up as one line.
    other = rest["reason"] == "not_spine"
    listed = _plain(
        rest.loc[~other, columns].sort_values(["reason", "rows"], ascending=[True, False])
    )
    if other.any():
        listed.append(
            {
                **dict.fromkeys(columns, ""),
                "rows": int(rest.loc[other, "rows"].sum()),
                "status": "not_spine",
                "reason": "not_spine",
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
