"""Estimates how many operations, at least and at most, stand behind an aggregated code list.

A published list counts codes, not operations: one operation may have an access, a decompression and
a disc code, and counts below four are hidden (taken as 1 to 3). So every result is an interval, and
the result lists every bound that was applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.casemix.code_meanings import look_up, look_up_diagnoses
from benchmarks.casemix.code_overrides import Overrides
from benchmarks.casemix.code_tables import normalise, write_code
from benchmarks.casemix.coded_rows import require_columns
from benchmarks.casemix.estimate_bounds import (
    Bound,
    DescribedList,
    Interval,
    intervals,
    largest_kinds,
)
from benchmarks.casemix.rules import CasemixPolicy, reason_for

DEFAULT_POLICY = CasemixPolicy()
HIDDEN_LOW, HIDDEN_HIGH = 1, 3

# The national diagnoses that go with a procedure system.
DIAGNOSES_OF = {
    "OPS": "ICD10GM",
    "ICD9CM3_CN": "ICD10CN",
    "ICD10PCS": "ICD10CM",
    "CPT": "ICD10CM",
}


@dataclass(frozen=True)
class Estimate:
    """The operations that an aggregated code list allows for.

    `categories`: spine, mis (without augmentation), augmentation (with percutaneous disc
    procedures), lumbar_disc_stenosis, lumbar_disc_stenosis_mis, deg, def, tum, tum_complex, tra;
    a category about which the list has no information is absent.

    `codes`: one row a code: code, count_low, count_high, status, looks_like, prefix, label,
    category, family, role, counted, rule, reason, confidence. `families`: family, low, high.
    `bounds`: the limits applied to the intervals, with the numbers; ``str(bound)`` is a sentence.
    """

    categories: Mapping[str, Interval]
    codes: pd.DataFrame
    families: pd.DataFrame
    bounds: list[Bound]


def estimate_operations(
    procedures: pd.DataFrame,
    diagnoses: pd.DataFrame | None,
    *,
    system: str,
    complete: bool = True,
    policy: CasemixPolicy = DEFAULT_POLICY,
    diagnosis_system: str | None = None,
    overrides: Overrides = (),
) -> Estimate:
    """Estimate the operations behind a list with the columns code, count, suppressed.

    `diagnoses` lists main diagnoses the same way (None: not known); `diagnosis_system` is by
    default the national one of `system`. `complete` is false for a list cut at the top: what is
    missing is then unknown, and no interval has an upper end. `overrides`: codes that the hospital
    classifies otherwise than our table; their confidence is "own".

    Raises ValueError for absent columns, or a count that is neither a whole number of at least 0
    nor suppressed; KeyError for an unknown system.
    """
    listed = _counts(procedures, "procedures")
    codes = _describe_codes(listed, system, overrides)
    main = None
    if diagnoses is not None:
        main = _describe_diagnoses(
            _counts(diagnoses, "diagnoses"),
            diagnosis_system or DIAGNOSES_OF.get(system, "ICD10"),
            policy,
        )
    families = _families(codes)
    described = DescribedList(codes, families, main, system, complete, policy)
    categories, bounds = intervals(described)
    shown = ["code", "count_low", "count_high", "status", "looks_like", "prefix", "label"]
    shown += ["category", "family", "role", "counted", "rule", "reason", "confidence"]
    return Estimate(categories, codes[shown], families, bounds)


def _counts(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Columns code, count_low, count_high; codes listed twice are added up later."""
    require_columns(frame, ("code", "count", "suppressed"), name)
    coded = frame.loc[frame["code"].fillna("").astype(str).map(normalise) != ""]
    hidden = coded["suppressed"].fillna(False).astype(bool).to_numpy()
    count = pd.to_numeric(coded["count"]).to_numpy(dtype=float, na_value=np.nan)
    count = np.where(hidden, 0.0, count)
    if not bool(np.all((count >= 0) & (count == np.floor(count)))):
        raise ValueError(f"{name}: a count must be a whole number of at least 0, or suppressed")
    whole = count.astype(np.int64)
    return pd.DataFrame(
        {
            "code": coded["code"].astype(str).to_numpy(),
            "count_low": np.where(hidden, HIDDEN_LOW, whole),
            "count_high": np.where(hidden, HIDDEN_HIGH, whole),
        }
    )


def _joined(listed: pd.DataFrame, meanings: pd.DataFrame) -> pd.DataFrame:
    """The counts joined with the meanings; different spellings of one code are added up."""
    numbers = listed[["count_low", "count_high"]].reset_index(drop=True)
    frame = pd.concat([meanings.reset_index(drop=True), numbers], axis=1)
    keys = frame.groupby(["normalised", "status"], sort=True)
    summed = keys[["count_low", "count_high"]].sum()
    first = frame.sort_values("code").drop_duplicates(["normalised", "status"])
    first = first.drop(columns=["count_low", "count_high"])
    return first.merge(summed.reset_index(), on=["normalised", "status"]).sort_values(
        ["normalised", "status"], ignore_index=True
    )


def _describe_codes(listed: pd.DataFrame, system: str, overrides: Overrides) -> pd.DataFrame:
    codes = _joined(listed, look_up(system, listed["code"], overrides))
    shared = codes["needs_spine_diagnosis"]
    codes["counted"] = codes["role"].eq("core") & ~shared
    codes["kind"] = _kinds(codes, system)
    codes["reason"] = [
        reason_for(status, role, needs)
        for status, role, needs in zip(codes["status"], codes["role"], shared, strict=True)
    ]
    named = codes["counted"] & ~codes["requires_diagnosis"]
    codes["rule"] = np.select(
        [
            named & codes["pathology"].eq("TUM"),
            named & codes["pathology"].eq("DEF"),
            codes["counted"] & codes["category"].isin(["fusion_long", "osteotomy"]),
            codes["counted"],
        ],
        ["names_neoplasm", "names_deformity", "long_fusion", "code_default"],
        "",
    )
    codes["code"] = [
        code if status == "wrong_system" else write_code(system, normalised)
        for code, status, normalised in zip(
            codes["code"], codes["status"], codes["normalised"], strict=True
        )
    ]
    return codes


def _describe_diagnoses(listed: pd.DataFrame, system: str, policy: CasemixPolicy) -> pd.DataFrame:
    main = _joined(listed, look_up_diagnoses(system, listed["code"]))
    if policy.spondylolisthesis == "DEF":
        spondylolisthesis = main["category"].eq("spondylolisthesis")
        main.loc[spondylolisthesis, ["pillar", "group"]] = ["DEF", "adult"]
    spinal = main["status"].eq("classified") & ~main["category"].eq("brain_tumour")
    return main.loc[spinal].reset_index(drop=True)


# Families in which one operation has two codes: resection and replacement, fusion and screws.
_PAIRED_FAMILIES = ("fusion_instrumentation", "vertebral_resection")


def _kinds(codes: pd.DataFrame, system: str) -> pd.Series:
    """Which of the paired kinds each code is; empty for families that are not paired."""
    if system == "OPS":
        kind = codes["normalised"].str[:4]
    else:
        kind = codes["category"].isin(["instrumentation", "dynamic_stabilisation"]).astype(str)
    return kind.where(codes["family"].isin(_PAIRED_FAMILIES), "")


def _families(codes: pd.DataFrame) -> pd.DataFrame:
    """Columns family, low, high: the codes of a family added up.

    In paired families the lower end is the larger kind alone.
    """
    counted = codes.loc[codes["counted"]]
    low = largest_kinds(counted)
    high = counted.groupby("family")["count_high"].sum()
    frame = pd.DataFrame({"low": low, "high": high}).astype("int64")
    return frame.rename_axis("family").reset_index()
