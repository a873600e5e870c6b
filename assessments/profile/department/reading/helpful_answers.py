"""The answers that would help a department most, and what each could gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.profile.completeness.reading.answered_year import AnsweredYear
from assessments.profile.completeness.reading.completeness import TaskSection, section_of
from benchmarks.scoring.gaps import Answer, answers_that_help

MOST_HELPFUL: Final = 3


@dataclass(frozen=True)
class HelpfulAnswer:
    """An input not reported yet, and what reporting it could change."""

    input_id: str
    section: TaskSection
    label: str
    help: str
    gain: str


def helpful_answers(answered: AnsweredYear) -> tuple[HelpfulAnswer, ...]:
    """The best answer of each of the first measures; none that is declared unavailable."""
    best: dict[str, Answer] = {}
    for answer in answers_that_help(answered.scores, 0):
        if answer.input_id not in answered.unavailable:
            best.setdefault(answer.measure_id, answer)
    return tuple(_helpful_answer(answered, answer) for answer in list(best.values())[:MOST_HELPFUL])


def _helpful_answer(answered: AnsweredYear, answer: Answer) -> HelpfulAnswer:
    item = answered.benchmark.input_by_id[answer.input_id]
    return HelpfulAnswer(
        input_id=item.id,
        section=section_of(item),
        label=item.label,
        help=item.help,
        gain=_gain(answered, answer),
    )


def _gain(answered: AnsweredYear, answer: Answer) -> str:
    measure = answered.benchmark.measure_by_id[answer.measure_id]
    at = next(n for n, d in enumerate(answered.benchmark.domains) if d.id == measure.domain)
    facts = {
        "domain": answered.benchmark.domains[at].label,
        "level": int(answered.scores.domain_next_level[0, at]),
        "points": answer.points,
    }
    points = ngettext("Up to %(points)s point.", "Up to %(points)s points.", answer.points) % facts
    if answer.blocks:
        waits = _("%(domain)s cannot reach level %(level)s without it.") % facts
        return f"{waits} {points}"
    return _("%(points)s Counts for: %(domain)s.") % {**facts, "points": points}
