"""Technique and complexity of an operation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.casemix.coded_rows import Bools, CodedRows, Ints, reduce_any, reduce_first, texts_of
from benchmarks.casemix.rules import SURE, TECHNIQUE_FAMILIES, CasemixPolicy
from benchmarks.casemix.technique_words import read_technique

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class OperationTechniques:
    """One entry an operation.

    `needs_review`: text and codes disagree, or only an unsure additional code says MIS.
    `converted`: changed to an open or microsurgical operation; `unread`: a text whose technique is
    not known.
    """

    technique: Texts
    family: Texts
    en_bloc: Bools
    needs_review: Bools
    converted: Bools
    unread: Bools


def technique_of(
    rows: CodedRows, counted: Bools, words: pd.Series | None, policy: CasemixPolicy
) -> OperationTechniques:
    """MIS if any code or text of the operation says so, else microsurgical, else open.

    Augmentation and percutaneous disc procedures make an operation MIS only when they stand alone:
    cement beside an open fusion leaves it open. A microscope alone is not MIS. A text that tells of
    a conversion decides against every code: to open, or to microsurgical where it names that.
    """
    stated = _read_words(rows, words)
    is_mis = rows.is_in("technique", "MIS")
    augmentation = rows.is_in("family", "augmentation")
    only_augmentation = ~rows.any(counted & ~augmentation)[rows.group]
    by_core = counted & is_mis & (~augmentation | only_augmentation)
    by_modifier = is_mis & rows.is_in("role", "add_on")
    coded = rows.any(by_core | by_modifier)
    mis = coded | stated.mis
    microsurgical = stated.microsurgical | rows.any(rows.is_in("technique", "microsurgical"))
    technique = np.select([mis, microsurgical], ["MIS", "microsurgical"], "open").astype(object)
    technique[stated.converted] = np.where(
        stated.converted_to_open[stated.converted], "open", "microsurgical"
    )
    if policy.microsurgical_is_mis:
        technique[microsurgical & ~stated.converted_to_open] = "MIS"
    doubtful = by_modifier & ~rows.is_in("confidence", *SURE)
    # "Percutaneous" means fixation only beside an implant.
    has_implant = rows.any(counted & rows.is_in("family", "fusion_instrumentation"))
    not_stated = (stated.family == "") | ((stated.family == "percutaneous_fixation") & ~has_implant)
    family = np.where(not_stated, _family(rows, by_core | by_modifier), stated.family)
    return OperationTechniques(
        technique=technique,
        family=np.where(technique == "MIS", family, "").astype(object),
        en_bloc=stated.en_bloc,
        needs_review=(stated.open & coded & ~stated.converted)
        | (rows.any(doubtful) & ~rows.any(by_core | (by_modifier & ~doubtful)) & ~stated.mis),
        converted=stated.converted,
        unread=stated.unread,
    )


def complexity_of(
    rows: CodedRows, counted: Bools, pathology: Texts, intradural: Bools, en_bloc: Bools
) -> Texts:
    """The mark of a complex operation: tumours and three-column osteotomies only.

    `intradural` marks the operations of cases with an intradural tumour among their diagnoses.
    """
    tumour, deformity = pathology == "TUM", pathology == "DEF"
    whole_body = rows.any(counted & rows.is_in("category", "vertebrectomy"))
    column = rows.any(counted & rows.is_in("complexity", "three_column_osteotomy")) | whole_body
    body = rows.any(counted & rows.is_in("complexity", "vertebrectomy"))
    inside = rows.any(counted & rows.is_in("complexity", "intradural")) | (
        rows.any(counted & rows.is_in("complexity", "intradural_if_diagnosis")) & intradural
    )
    marks = {
        "three_column_osteotomy": deformity & column,
        "en_bloc": tumour & en_bloc,
        "vertebrectomy": tumour & body,
        "intradural": tumour & inside,
    }
    return np.select(list(marks.values()), list(marks), "").astype(object)


@dataclass(frozen=True)
class _StatedTechnique:
    mis: Bools
    microsurgical: Bools
    open: Bools
    en_bloc: Bools
    converted: Bools
    converted_to_open: Bools
    unread: Bools
    family: Texts


def _read_words(rows: CodedRows, words: pd.Series | None) -> _StatedTechnique:
    if words is None:
        words = pd.Series("", index=range(len(rows.group)), dtype=object)
    numbers, distinct = texts_of(words)
    read = [read_technique(text) for text in distinct]

    def any_of(hits: list[bool]) -> Bools:
        mask = np.array(hits, dtype=bool)
        return reduce_any(rows.group, mask[numbers], rows.size)

    order = np.array([TECHNIQUE_FAMILIES.index(word.family) for word in read], dtype=np.int64)
    return _StatedTechnique(
        mis=any_of([word.technique == "MIS" for word in read]),
        microsurgical=any_of([word.technique == "microsurgical" for word in read]),
        open=any_of([word.technique == "open" for word in read]),
        en_bloc=any_of([word.en_bloc for word in read]),
        converted=any_of([word.is_converted for word in read]),
        converted_to_open=any_of([word.is_converted and word.technique == "open" for word in read]),
        unread=any_of([word.is_unread for word in read]),
        family=_lowest(rows, np.ones(len(numbers), dtype=bool), order[numbers].astype(np.int64)),
    )


def _family(rows: CodedRows, mask: Bools) -> Texts:
    order = {family: place for place, family in enumerate(TECHNIQUE_FAMILIES)}
    return _lowest(rows, mask, rows.spread(rows.codes["technique_family"].map(order)))


def _lowest(rows: CodedRows, mask: Bools, place: Ints) -> Texts:
    """The family that stands first in `TECHNIQUE_FAMILIES` among the marked rows."""
    names = np.array(TECHNIQUE_FAMILIES, dtype=object)
    lowest: Texts = names[reduce_first(rows.group, mask, place, rows.size)]
    return lowest
