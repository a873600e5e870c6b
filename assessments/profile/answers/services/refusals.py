"""Why answers were not saved; the text of each can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import wording
from assessments.editing.record_refusals import RecordRefused
from assessments.models import User
from assessments.models.choices import FIRST_YEAR
from assessments.profile.answers.reading.stated_answers import StatedAnswer, StatedAnswers
from benchmarks.library.definition import Input


@dataclass(frozen=True)
class Author:
    """Who changed an answer last, and when; None where that is not known."""

    person: User | None
    moment: datetime | None


class YearNotOpen(RecordRefused):
    """The year lies in the future, or before the first year that can be recorded."""

    text = gettext_lazy("Answers can be recorded for the years %(first)s to %(last)s.")

    def __init__(self, this_year: int) -> None:
        super().__init__(first=FIRST_YEAR, last=this_year)


class ImpossibleAnswer(RecordRefused):
    """The value cannot be an answer to this input."""

    def __init__(self, item: Input) -> None:
        super().__init__()
        self.item = item

    def __str__(self) -> str:
        return f"{self.item.label}: {limits_text(self.item)}"


class PartAboveWhole(RecordRefused):
    """The value of a part is larger than that of its whole."""

    def __init__(self, part: Input, whole: Input, responses: StatedAnswers) -> None:
        super().__init__()
        self.part, self.whole, self.responses = part, whole, responses

    def __str__(self) -> str:
        part_value = self.responses[self.part.id].value
        whole_value = self.responses[self.whole.id].value
        assert part_value is not None
        assert whole_value is not None
        return _(
            "“%(part)s” (%(part_value)s) cannot be more than “%(whole)s” (%(whole_value)s). "
            "Correct one of the two."
        ) % {
            "part": self.part.label,
            "part_value": wording.plain(part_value, 2),
            "whole": self.whole.label,
            "whole_value": wording.plain(whole_value, 2),
        }


@dataclass(frozen=True)
class AnswerConflict:
    """An answer that two people changed: before, by the user, and by the other (`author`)."""

    input_id: str
    before: StatedAnswer
    mine: StatedAnswer
    theirs: StatedAnswer
    author: Author


class AnswersConflict(RecordRefused):
    """Somebody else changed some of the same answers since the form was opened.

    `current` is what is recorded now, `taken` names the inputs that only somebody else changed.
    """

    text = gettext_lazy(
        "Somebody else changed the same answers meanwhile. Choose answer by answer."
    )

    def __init__(
        self,
        conflicts: tuple[AnswerConflict, ...],
        current: StatedAnswers,
        taken: dict[str, Author],
    ) -> None:
        super().__init__()
        self.conflicts = conflicts
        self.current = current
        self.taken = taken


def limits_text(item: Input) -> str:
    """A sentence with the limits of a numeric input."""
    return _("Enter a number from %(least)s to %(most)s.") % {
        "least": wording.plain(item.min, 2),
        "most": wording.plain(item.max, 2),
    }
