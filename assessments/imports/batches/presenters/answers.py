"""The answers that an import gives to questions of the benchmark, and what happens to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.import_records.proposed_answers import REASONS, ProposedAnswer
from assessments.models import FacilityFact, ImportBatch
from assessments.models.choices import ImportStatus, RecordSource
from assessments.pages.benchmarks import benchmark_in_language
from assessments.pages.tables import Table, TableColumn
from benchmarks.library.definition import Input


@dataclass(frozen=True)
class ImportedAnswerLine:
    """One answer the import gives, and whether it will be (or was) recorded."""

    year: int
    label: str
    value: str
    reason: str
    state: str


def answer_lines(
    batch: ImportBatch, answers: Sequence[tuple[int, ProposedAnswer]]
) -> tuple[ImportedAnswerLine, ...]:
    """The answers as lines to show, without those that the default benchmark does not ask for.

    `answers` are pairs of year and answer. Needs at most one query.
    """
    if not answers:
        return ()
    asked = benchmark_in_language().input_by_id
    facts = FacilityFact.objects.filter(
        department=batch.department_id,
        year__in={year for year, _answer in answers},
        input_id__in={answer.input_id for _year, answer in answers},
    )
    recorded = {(fact.year, fact.input_id): fact for fact in facts}
    return tuple(
        ImportedAnswerLine(
            year=year,
            label=asked[answer.input_id].label,
            value=_value(asked[answer.input_id], answer.value),
            reason=str(REASONS[answer.reason]),
            state=_state(batch, asked[answer.input_id], recorded.get((year, answer.input_id))),
        )
        for year, answer in answers
        if answer.input_id in asked
    )


def answers_table(lines: Sequence[ImportedAnswerLine], *, with_year: bool = False) -> Table:
    """The answers as a table; `with_year` puts the year before each question."""
    columns = (
        TableColumn(_("Question")),
        TableColumn(_("Answer")),
        TableColumn(_("Why")),
        TableColumn(_("What happens")),
    )
    rows = tuple(
        (
            f"{line.year}, {line.label}" if with_year else line.label,
            line.value,
            line.reason,
            line.state,
        )
        for line in lines
    )
    return Table(_("Answers with their reason"), columns, rows, is_caption_shown=False)


def _state(batch: ImportBatch, asked: Input, fact: FacilityFact | None) -> str:
    if fact is not None and fact.batch_id == batch.pk:
        return _("recorded by this import")
    if (
        fact is not None
        and batch.status == ImportStatus.PREVIEW
        and fact.source == RecordSource.TYPED
    ):
        return _("stays as recorded: %(value)s") % {"value": _value(asked, fact.value)}
    if batch.status == ImportStatus.PREVIEW:
        return _("will be recorded")
    return _("not recorded by this import")


def _value(asked: Input, value: float) -> str:
    if asked.kind == "yes_no":
        return wording.yes_no(value)
    if asked.kind == "choice":
        return next((o.label for o in asked.options if o.value == value), f"{value:g}")
    if asked.kind == "percent":
        return wording.with_unit(wording.plain(value, 1), wording.PERCENT)
    return wording.plain(value, 1)
