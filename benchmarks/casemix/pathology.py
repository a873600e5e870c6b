"""Decides the pathology of every operation from its diagnoses and its procedures.

The rules, in their order, are the keys of `rules.RULES`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.casemix.coded_rows import (
    NOTHING,
    Bools,
    CodedRows,
    Ints,
    diagnosis_rows,
    require_columns,
    with_code,
)
from benchmarks.casemix.rules import RULES, SURE, CasemixPolicy

Texts = NDArray[np.object_]

# Bone metastasis and myeloma: the codes name no site. Beside a compressed cord or a pathological
# fracture the spine is meant.
_MARROW_DISEASE = ("C79.5", "C90")
_COMPRESSION = ("cord_compression", "pathological_fracture")
_FORCING_DEFORMITY = ("osteotomy", "fusion_long")
# Where no diagnosis decides, the first of these that any code of the operation stands for.
_DEFAULT_ORDER = ("TUM", "DEF", "TRA", "INF", "DEG", "OTHER")


@dataclass(frozen=True)
class Diagnoses:
    """The diagnoses of every case, one entry a case; indices point into `rows.codes`."""

    rows: CodedRows
    main: Ints
    tumour_of_spine: Ints
    marrow_disease: Ints
    spinal: Bools
    intradural: Bools

    def main_is(self, column: str, *values: str) -> Bools:
        """Cases whose main diagnosis has one of the values."""
        return np.asarray(pd.Series(self.rows.take(column, self.main)).isin(values), dtype=bool)


@dataclass(frozen=True)
class Decision:
    """One entry an operation; `code`, `prefix`, `confidence` belong to the deciding code."""

    pathology: Texts
    group: Texts
    rule: Texts
    code: Texts
    prefix: Texts
    confidence: Texts
    needs_review: Bools


def read_diagnoses(diagnoses: pd.DataFrame | None, cases: pd.Index, system: str) -> Diagnoses:
    """Reduce the diagnoses to one entry a case. None is an empty list."""
    if diagnoses is None:
        diagnoses = pd.DataFrame({"case": [], "code": [], "main": []}, dtype=object)
    require_columns(diagnoses, ("case", "code", "main"), "diagnoses")
    rows, is_main = diagnosis_rows(with_code(diagnoses), cases, system)
    priority = rows.spread(rows.codes["priority"])
    specific = rows.flag("spine_specific")
    marrow = rows.codes["prefix"].str.startswith(_MARROW_DISEASE).to_numpy(dtype=bool)[rows.code]
    return Diagnoses(
        rows=rows,
        main=rows.first(is_main, priority),
        tumour_of_spine=rows.first(~is_main & specific & rows.is_in("pillar", "TUM")),
        marrow_disease=rows.first(~is_main & marrow),
        spinal=rows.any(specific),
        intradural=rows.any(rows.is_in("compartment", "intradural")),
    )


def decide(
    rows: CodedRows, counted: Bools, diagnoses: Diagnoses, case_of: Ints, policy: CasemixPolicy
) -> Decision:
    """Apply the rules; the first that holds decides."""
    procedure = _deciding_procedures(rows, counted)
    secondary = {
        "tumour_secondary_diagnosis": diagnoses.tumour_of_spine[case_of],
        "tumour_with_cord_compression": diagnoses.marrow_disease[case_of],
    }
    main = diagnoses.main[case_of]
    holds = {name: mask[case_of] for name, mask in _main_rules(diagnoses, policy).items()}
    holds |= {name: index != NOTHING for name, index in procedure.items()}
    holds["tumour_secondary_diagnosis"] = secondary["tumour_secondary_diagnosis"] != NOTHING
    holds["long_fusion"] = holds["long_fusion"] & ~holds["trauma_main_diagnosis"]
    rule = np.select(
        [holds[name] for name in RULES], [np.array(name, dtype=object) for name in RULES], ""
    ).astype(object)
    by_procedure = np.isin(rule.astype(str), list(procedure))
    index = _chosen(rule, procedure, secondary, main)
    pathology = _pathology(rule, rows, procedure["code_default"])

    def from_either(column: str) -> Texts:
        dx = np.where(by_procedure, NOTHING, index)
        px = np.where(by_procedure, index, NOTHING)
        return np.where(
            by_procedure, rows.take(column, px), diagnoses.rows.take(column, dx)
        ).astype(object)

    confidence = from_either("confidence")
    unsure = rows.take("requires_diagnosis", procedure["code_default"], False).astype(bool)
    return Decision(
        pathology=pathology,
        group=_group(rows, counted, diagnoses, case_of, pathology),
        rule=rule,
        code=from_either("code"),
        prefix=from_either("prefix"),
        confidence=confidence,
        needs_review=(rule == "code_default") & (unsure | ~np.isin(confidence.astype(str), SURE)),
    )


def _deciding_procedures(rows: CodedRows, counted: Bools) -> dict[str, Ints]:
    """For each rule about procedures the code of every operation that would decide."""
    named = counted & ~rows.flag("requires_diagnosis")
    return {
        "names_neoplasm": rows.first(named & rows.is_in("pathology", "TUM")),
        "names_deformity": rows.first(named & rows.is_in("pathology", "DEF")),
        "long_fusion": rows.first(_forces_deformity(rows, counted)),
        "code_default": rows.first(counted, _default_rank(rows)),
    }


def _main_rules(diagnoses: Diagnoses, policy: CasemixPolicy) -> dict[str, Bools]:
    """Rules that only look at the main diagnosis (and, for compression, at secondary ones)."""
    main_is = diagnoses.main_is
    spondylolisthesis = main_is("category", "spondylolisthesis") & (
        policy.spondylolisthesis == "DEF"
    )
    specific = diagnoses.rows.take("spine_specific", diagnoses.main, False).astype(bool)
    compressed = main_is("category", *_COMPRESSION)
    return {
        "infection_main_diagnosis": main_is("category", "infection"),
        "tumour_main_diagnosis": main_is("pillar", "TUM"),
        "tumour_with_cord_compression": compressed & (diagnoses.marrow_disease != NOTHING),
        # A syndrome alone is no deformity: it needs a procedure that names one.
        "deformity_main_diagnosis": main_is("pillar", "DEF") & specific,
        "spondylolisthesis_policy": spondylolisthesis,
        "trauma_main_diagnosis": main_is("pillar", "TRA"),
        "degenerative_main_diagnosis": main_is("pillar", "DEG"),
    }


def _forces_deformity(rows: CodedRows, counted: Bools) -> Bools:
    """Osteotomy and long fusion; the extent code of nine or more vertebrae beside a fusion."""
    extent = rows.is_in("category", "extent_modifier") & rows.is_in("pathology", "DEF")
    return (counted & rows.is_in("category", *_FORCING_DEFORMITY)) | (
        extent & rows.any(counted & rows.is_in("family", "fusion_instrumentation"))[rows.group]
    )


def _default_rank(rows: CodedRows) -> Ints:
    rank = {pathology: place for place, pathology in enumerate(_DEFAULT_ORDER)}
    return rows.spread(rows.codes["pathology"].map(rank).fillna(len(rank)))


def _chosen(
    rule: Texts, procedure: dict[str, Ints], diagnosis: dict[str, Ints], main: Ints
) -> Ints:
    """Index of the deciding code: of a procedure, of a secondary or of the main diagnosis."""
    chosen = main.copy()
    for name, index in (procedure | diagnosis).items():
        chosen[rule == name] = index[rule == name]
    return chosen


def _pathology(rule: Texts, rows: CodedRows, default: Ints) -> Texts:
    fixed = {
        "infection_main_diagnosis": "INF",
        "tumour_main_diagnosis": "TUM",
        "tumour_secondary_diagnosis": "TUM",
        "tumour_with_cord_compression": "TUM",
        "names_neoplasm": "TUM",
        "names_deformity": "DEF",
        "deformity_main_diagnosis": "DEF",
        "spondylolisthesis_policy": "DEF",
        "long_fusion": "DEF",
        "trauma_main_diagnosis": "TRA",
        "degenerative_main_diagnosis": "DEG",
    }
    by_rule = pd.Series(rule).map(fixed).to_numpy(dtype=object)
    by_code = rows.take("pathology", default)
    return np.where(rule == "code_default", by_code, by_rule).astype(object)


def _group(
    rows: CodedRows, counted: Bools, diagnoses: Diagnoses, case_of: Ints, pathology: Texts
) -> Texts:
    """Deformity and degenerative group: from the main diagnosis, else from the procedures.

    Without a named region the lumbar spine is assumed, the most common one. A deformity known only
    by its procedure has no group, because the age is unknown.
    """
    main = diagnoses.main[case_of]
    pillar = diagnoses.rows.take("pillar", main)
    group = diagnoses.rows.take("group", main)
    soft = rows.any(counted & rows.is_in("family", "disc", "decompression"))
    fused = rows.any(counted & rows.is_in("family", "fusion_instrumentation"))
    by_code = np.where(soft & ~fused, "lumbar_disc_stenosis", "other").astype(object)
    degenerative = np.where(pillar == "DEG", group, by_code)
    elsewhere = ~_is_lumbar(rows, diagnoses.rows.take("region", main))
    degenerative[(degenerative == "lumbar_disc_stenosis") & elsewhere] = "other"
    deformity = np.where(pillar == "DEF", group, "")
    deformity[group == "spondylolisthesis"] = "adult"
    chosen = np.select([pathology == "DEG", pathology == "DEF"], [degenerative, deformity], "")
    return chosen.astype(object)


def _is_lumbar(rows: CodedRows, region: Texts) -> Bools:
    named = {name: rows.any(rows.is_in("region", name)) for name in ("cervical", "thoracic")}
    lumbar = rows.any(rows.is_in("region", "lumbar"))
    by_code = lumbar | ~(named["cervical"] | named["thoracic"])
    return np.where(region == "", by_code, region == "lumbar").astype(bool)
