"""What a department has said to a benchmark's questions: an answer, why there is none, nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import Department, FacilityFact, UnavailableInput
from benchmarks.library.definition import Benchmark, Input
from benchmarks.scoring.layout import layout_of

_NOT_AVAILABLE: Final = "not available: "


@dataclass(frozen=True)
class StatedAnswer:
    """What is said to one question: a value, a reason why there is none, or neither."""

    value: float | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """A text that is the same for the same response; "" for silence."""
        if self.value is not None:
            return repr(float(self.value))
        return f"{_NOT_AVAILABLE}{self.reason}" if self.reason else ""

    @classmethod
    def of_key(cls, key: str) -> StatedAnswer:
        """The response with this key."""
        if key.startswith(_NOT_AVAILABLE):
            return cls(reason=key.removeprefix(_NOT_AVAILABLE))
        return cls(value=float(key)) if key else SILENCE


SILENCE: Final = StatedAnswer()
# By id of the input.
StatedAnswers = Mapping[str, StatedAnswer]


@dataclass(frozen=True)
class Earlier:
    """What was said to a question in the latest year before."""

    year: int
    response: StatedAnswer


@dataclass(frozen=True)
class StatedYear:
    """What a department said for one year, and for the latest year before, by id of the input."""

    now: dict[str, StatedAnswer]
    before: dict[str, Earlier]


def stated_in(department: Department, year: int, inputs: Iterable[Input]) -> StatedYear:
    """What the department says to these inputs; two queries, however many years there are."""
    names = [item.id for item in inputs]
    said: dict[str, dict[int, StatedAnswer]] = {name: {} for name in names}
    asked = {"department": department, "year__lte": year, "input_id__in": names}
    for reason in UnavailableInput.objects.filter(**asked):
        said[reason.input_id][reason.year] = StatedAnswer(reason=one_line(reason.reason))
    for fact in FacilityFact.objects.filter(**asked):  # an answer outranks a reason
        said[fact.input_id][fact.year] = StatedAnswer(fact.value)
    return StatedYear(
        now={name: years.get(year, SILENCE) for name, years in said.items()},
        before={
            name: Earlier(max(earlier), years[max(earlier)])
            for name, years in said.items()
            if (earlier := years.keys() - {year})
        },
    )


def one_line(text: str) -> str:
    """A reason as it is kept and compared: in one line, with single spaces."""
    return " ".join(text.split())


def stated_text(item: Input, response: StatedAnswer) -> str:
    """A response in words: yes, 85 %, not available: not counted so far."""
    if response.value is not None:
        return wording.answer_text(item, response.value)
    if response.reason:
        return _("not available: %(reason)s") % {"reason": response.reason}
    return wording.status("not_reported")


def parts_above_wholes(benchmark: Benchmark, responses: StatedAnswers) -> list[tuple[Input, Input]]:
    """The answers that are larger than the answer they are a part of, as (part, whole).

    A whole that is counted from records is not looked at here, but when the year is scored.
    """
    layout = layout_of(benchmark).inputs
    found = []
    for part, whole in zip(layout.parts.tolist(), layout.wholes.tolist(), strict=True):
        one = responses.get(layout.ids[part], SILENCE).value
        all_of_it = responses.get(layout.ids[whole], SILENCE).value
        if one is not None and all_of_it is not None and one > all_of_it:
            found.append((benchmark.inputs[part], benchmark.inputs[whole]))
    return found
