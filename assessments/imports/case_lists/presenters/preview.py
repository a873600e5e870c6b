"""The content of the page of a case list's import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.import_records.problems import Problem
from assessments.imports.batches.presenters.answers import ImportedAnswerLine, answer_lines
from assessments.imports.case_lists.presenters.completeness import Completeness, completeness_of
from assessments.imports.case_lists.reading.answers import case_answers
from assessments.imports.case_lists.reading.contents import CaseListDetails, CaseListRows
from assessments.imports.case_lists.reading.formats import format_words
from assessments.imports.case_lists.reading.stored_counts import (
    NO_WORD,
    StoredCases,
    outcome_sums,
    summed,
)
from assessments.imports.case_lists.services.importing import replaced_by
from assessments.models import ImportBatch, OutcomeRecord, ProcedureVolume
from assessments.models.choices import ImportStatus, Pathology, Technique

Sums = Mapping[tuple[Any, ...], int]
Outcomes = Mapping[tuple[int, str, str], tuple[int, int]]


@dataclass(frozen=True)
class Recorded:
    """What is recorded without the import: operations of the years it takes by year, pathology and
    technique, outcomes, and operations by year of all years of the files.
    """

    operations: Sums
    outcomes: Outcomes
    by_year: Mapping[int, int]


@dataclass(frozen=True)
class CasePreview:
    """Everything the page says about one case list.

    `stored` is all that was counted, `taken` the chosen part of it. `recorded` is None for an
    import that is neither in preview nor in force.
    """

    headline: str
    format: str
    why: str
    read: str
    details: CaseListDetails
    stored: CaseListRows
    taken: StoredCases
    recorded: Recorded | None
    remarks: tuple[Problem, ...]
    answers: tuple[ImportedAnswerLine, ...]
    completeness: Completeness

    @property
    def words(self) -> int:
        """How many different words for surgeons the chosen part has."""
        return len({row.surgeon for row in self.taken.operations if row.surgeon != NO_WORD})


def case_preview_of(batch: ImportBatch) -> CasePreview:
    """The page's content; at most three queries, for what is recorded."""
    stored, details = CaseListRows.read(batch), CaseListDetails.read(batch)
    taken = stored.chosen(details.departments, details.years)
    words = format_words()[details.format]
    recorded = _recorded(batch, details, stored.years)
    return CasePreview(
        headline=headline(taken),
        format=str(words.name),
        why=str(words.why),
        read=_read(details.file_rows, details.cases),
        details=details,
        stored=stored,
        taken=taken,
        recorded=recorded,
        remarks=tuple(details.remarks),
        answers=answer_lines(batch, case_answers(taken.operations)),
        completeness=completeness_of(
            stored, details, None if recorded is None else recorded.by_year
        ),
    )


def headline(taken: StoredCases) -> str:
    """2,143 spine operations in 2023–2024: 1,600 degenerative, …; 41 % minimally invasive."""
    by_pathology = summed(taken.operations, ("pathology",))
    total = sum(by_pathology.values())
    if not total:
        return _("No spine operation is left by this choice.")
    kinds = {
        Pathology.DEG: _("%(count)s degenerative"),
        Pathology.DEF: _("%(count)s deformity"),
        Pathology.TUM: _("%(count)s tumour"),
        Pathology.TRA: _("%(count)s trauma"),
        Pathology.INF: _("%(count)s infection"),
        Pathology.OTHER: _("%(count)s other"),
    }
    among = [
        text % {"count": wording.number(by_pathology[kind.value,])}
        for kind, text in kinds.items()
        if (kind.value,) in by_pathology
    ]
    minimal = summed(taken.operations, ("technique",)).get((Technique.MIS.value,), 0)
    return ngettext(
        "%(count)s spine operation in %(years)s: %(among)s; %(share)s minimally invasive.",
        "%(count)s spine operations in %(years)s: %(among)s; %(share)s minimally invasive.",
        total,
    ) % {
        "count": wording.number(total),
        "years": wording.years(taken.years),
        "among": _(", ").join(among),
        "share": wording.with_unit(wording.number(100 * minimal / total), wording.PERCENT),
    }


def _read(rows: int, cases: int) -> str:
    """7,374 rows, 2,500 cases."""
    texts = (
        ngettext("%(count)s row", "%(count)s rows", rows) % {"count": wording.number(rows)},
        ngettext("%(count)s case", "%(count)s cases", cases) % {"count": wording.number(cases)},
    )
    return _(", ").join(texts)


def _recorded(
    batch: ImportBatch, details: CaseListDetails, listed: Sequence[int]
) -> Recorded | None:
    """`listed`: the years of the files, of which some may be left out."""
    if batch.status == ImportStatus.PREVIEW:
        return _recorded_now(batch, listed, details.years)
    if batch.status == ImportStatus.CONFIRMED:
        replaced = replaced_by(batch, details)
        operations = summed(replaced.volumes, ("year", "pathology", "technique"))
        return Recorded(operations, outcome_sums(replaced.outcomes), _by_year(operations))
    return None


def _recorded_now(batch: ImportBatch, listed: Sequence[int], taken: Sequence[int]) -> Recorded:
    years = {"department": batch.department_id, "year__in": listed}
    volumes = ProcedureVolume.objects.filter(**years).order_by()
    kinds = volumes.values_list("year", "pathology", "technique")
    operations: dict[tuple[Any, ...], int] = {
        tuple(kind): count for *kind, count in kinds.annotate(operations=Sum("operations"))
    }
    outcomes = OutcomeRecord.objects.filter(**years)
    return Recorded(
        {kind: count for kind, count in operations.items() if kind[0] in taken},
        outcome_sums(outcomes.only("year", "pillar", "outcome", "cases", "events")),
        _by_year(operations),
    )


def _by_year(operations: Sums) -> dict[int, int]:
    sums: dict[int, int] = {}
    for (year, *_kind), count in operations.items():
        sums[year] = sums.get(year, 0) + count
    return sums
