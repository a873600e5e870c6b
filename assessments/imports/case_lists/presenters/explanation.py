"""The groups of codes behind one number of a case list's import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assessments import wording
from assessments.import_records.explanations import CONFIDENCES
from assessments.imports.case_lists.presenters.mark_tables import (
    known_sentences,
    levels_label,
    mark_label,
)
from assessments.imports.case_lists.presenters.preview import headline
from assessments.imports.case_lists.presenters.tables import rows_by_surgeon
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.explanations import CASE_RULES, PROCEDURE_DECIDES
from assessments.imports.case_lists.reading.marks import with_levels, with_mark
from assessments.imports.case_lists.reading.stored_counts import (
    CountedOperations,
    StoredCases,
    summed,
)
from assessments.imports.codes.presenters.official_titles import titles_of
from assessments.imports.codes.presenters.override_words import (
    reasons_by_prefix,
    with_override_link,
)
from assessments.models import ImportBatch, Surgeon
from assessments.models.choices import (
    Complexity,
    Pathology,
    PathologyGroup,
    Technique,
    TechniqueFamily,
)
from assessments.pages.tables import Table, TableColumn, or_dash
from benchmarks.casemix.code_meanings import look_up, look_up_diagnoses
from benchmarks.casemix.code_overrides import OWN

Rows = list[CountedOperations]

_GROUP = ("prefix", "rule", "confidence", "needs_review", "pathology", "technique")


@dataclass(frozen=True)
class Explanation:
    """The filters as texts, a headline, and the groups of codes that decided.

    `known`: sentences on aids and levels of these operations, none where a filter is on them.
    """

    chosen: tuple[str, ...]
    headline: str
    table: Table
    known: tuple[str, ...]


def explanation_of(
    batch: ImportBatch,
    details: CaseListDetails,
    taken: StoredCases,
    asked: Mapping[str, str],
    surgeons: Iterable[Surgeon],
    *,
    by_name: bool,
    may_record: bool,
) -> Explanation:
    """The groups of codes behind the operations that the filters in `asked` leave.

    Filters: the keys of `_WORDS`, `surgeon`, `review`, and `known`, `so` and `levels`. `known` and
    `so` name a mark: operations for which it is known, or for which it is yes. `levels` is a number
    of levels. Raises Http404 for what the import does not have.
    """
    rows, chosen = _filtered(list(taken.operations), asked)
    people = {str(surgeon.pk): surgeon.shown(by_name=by_name) for surgeon in surgeons}
    if "surgeon" in asked:
        key = asked["surgeon"]
        by_surgeon = rows_by_surgeon(rows, details.surgeons)
        by_key = {str(pk or "none"): of_surgeon for pk, of_surgeon in by_surgeon.items()}
        rows = by_key.get(key, [])
        chosen.append(people.get(key, _("No surgeon of the list")))
    if "review" in asked:
        rows = [row for row in rows if row.needs_review]
        chosen.append(_("To be looked at"))
    known = known_sentences(rows)
    for name in _NARROWED.keys() & asked.keys():
        rows, label = _NARROWED[name](rows, asked[name])
        chosen.append(label)
        known = ()
    if not rows:
        raise Http404
    shown = taken.with_values(operations=rows, outcomes=[], codes=[])
    groups = _groups(batch, details, rows, may_record=may_record)
    return Explanation(tuple(chosen), headline(shown), groups, known)


def _with_mark(rows: Rows, mark: str, *, so: bool) -> tuple[Rows, str]:
    try:
        label = mark_label(mark)
    except KeyError as error:
        raise Http404 from error
    text = _("%(mark)s: yes") if so else _("%(mark)s: yes or no is known")
    return with_mark(rows, mark, so=so), text % {"mark": label}


def _with_levels(rows: Rows, levels: str) -> tuple[Rows, str]:
    found = with_levels(rows, levels)
    return found, levels_label(int(levels)) if found else ""


# Filters that keep a part of the operations of each row.
_NARROWED: dict[str, Callable[[Rows, str], tuple[Rows, str]]] = {
    "known": partial(_with_mark, so=False),
    "so": partial(_with_mark, so=True),
    "levels": _with_levels,
}


_WORDS: dict[str, Callable[[str], str]] = {
    "year": str,
    "pathology": lambda value: str(Pathology(value).label),
    "technique": lambda value: str(Technique(value).label),
    "group": lambda value: str(PathologyGroup(value).label),
    "technique_family": lambda value: str(TechniqueFamily(value).label),
    "complexity": lambda value: str(Complexity(value).label),
    "confidence": lambda value: str(CONFIDENCES[value]),
}


def _filtered(rows: Rows, asked: Mapping[str, str]) -> tuple[Rows, list[str]]:
    """The rows that the filters leave, and the filters as texts.

    A comma separates values of which any may hold.
    """
    chosen: list[str] = []
    for name, in_words in _WORDS.items():
        if name in asked:
            values = asked[name].split(",")
            rows = [row for row in rows if str(getattr(row, name)) in values]
            chosen += [_worded(in_words, value) for value in values]
    return rows, chosen


def _worded(in_words: Callable[[str], str], value: str) -> str:
    try:
        return in_words(value)
    except (KeyError, ValueError) as error:
        raise Http404 from error


def _groups(batch: ImportBatch, details: CaseListDetails, rows: Rows, *, may_record: bool) -> Table:
    columns = (
        TableColumn(_("Code")),
        TableColumn(_("Meaning")),
        TableColumn(_("Counted as")),
        TableColumn(_("Why")),
        TableColumn(_("How sure")),
        TableColumn(_("Operations"), is_number=True),
    )
    sums = summed(rows, _GROUP)
    own = reasons_by_prefix(batch, details.overrides)
    labels = _labels(batch, details.diagnosis_system, sums)
    lines = tuple(
        (
            with_override_link(batch, prefix)
            if may_record and prefix and rule in PROCEDURE_DECIDES
            else format_html('<span class="code">{}</span>', or_dash(prefix)),
            or_dash(labels.get((prefix, rule in PROCEDURE_DECIDES), "")),
            f"{Pathology(pathology).label}, {Technique(technique).label}",
            _why(rule, own.get(prefix, "") if confidence == OWN else ""),
            _("%(confidence)s, to be looked at") % {"confidence": CONFIDENCES[confidence]}
            if needs_review
            else or_dash(str(CONFIDENCES[confidence])),
            wording.number(operations),
        )
        for (prefix, rule, confidence, needs_review, pathology, technique), operations in sorted(
            sums.items(), key=lambda item: (-item[1], item[0])
        )
    )
    caption = _("Groups of codes that decided, the most frequent first")
    return Table(caption, columns, lines)


def _why(rule: str, by_hospital: str) -> str:
    return f"{CASE_RULES[rule]} {by_hospital}" if by_hospital else str(CASE_RULES[rule])


def _labels(
    batch: ImportBatch, diagnosis_system: str, groups: Iterable[tuple[Any, ...]]
) -> dict[tuple[str, bool], str]:
    """The label of each code, by code and whether it is a code of a procedure."""
    wanted = {(prefix, rule in PROCEDURE_DECIDES) for prefix, rule, *_rest in groups if prefix}
    procedures = sorted(prefix for prefix, is_procedure in wanted if is_procedure)
    diagnoses = sorted(prefix for prefix, is_procedure in wanted if not is_procedure)
    of_procedures = look_up(batch.code_system, procedures)
    of_diagnoses = look_up_diagnoses(diagnosis_system, diagnoses)
    titles = titles_of(batch, procedures)
    return {
        (code, is_procedure): titles.meaning(code, label) if is_procedure else label
        for found, is_procedure in ((of_procedures, True), (of_diagnoses, False))
        for code, label in zip(found["code"], found["label"], strict=True)
    }
