"""Stated answers of a department: a value, a reason why there is none, or nothing."""

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
    """A stated answer to one question: a value, a reason why there is none, or neither."""

    value: float | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """A text that is equal for equal answers; "" where nothing is stated."""
        if self.value is not None:
            return repr(float(self.value))
        return f"{_NOT_AVAILABLE}{self.reason}" if self.reason else ""

    @classmethod
    def of_key(cls, key: str) -> StatedAnswer:
        """The stated answer with this key."""
        if key.startswith(_NOT_AVAILABLE):
            return cls(reason=key.removeprefix(_NOT_AVAILABLE))
        return cls(value=float(key)) if key else SILENCE


SILENCE: Final = StatedAnswer()
# By id of the input.
StatedAnswers = Mapping[str, StatedAnswer]


@dataclass(frozen=True)
class Earlier:
    """The stated answer to a question in the latest earlier year that has one."""

    year: int
    response: StatedAnswer


@dataclass(frozen=True)
class StatedYear:
    """Stated answers for one year, and of the latest earlier year, by id of the input."""

    now: dict[str, StatedAnswer]
    before: dict[str, Earlier]


def stated_in(department: Department, year: int, inputs: Iterable[Input]) -> StatedYear:
    """What the department states for these inputs; two queries, however many years there are."""
    names = [item.id for item in inputs]
    stated: dict[str, dict[int, StatedAnswer]] = {name: {} for name in names}
    filters = {"department": department, "year__lte": year, "input_id__in": names}
    for reason in UnavailableInput.objects.filter(**filters):
        stated[reason.input_id][reason.year] = StatedAnswer(reason=one_line(reason.reason))
    for fact in FacilityFact.objects.filter(**filters):  # a value replaces a reason
        stated[fact.input_id][fact.year] = StatedAnswer(fact.value)
    return StatedYear(
        now={name: years.get(year, SILENCE) for name, years in stated.items()},
        before={
            name: Earlier(max(earlier), years[max(earlier)])
            for name, years in stated.items()
            if (earlier := years.keys() - {year})
        },
    )


def one_line(text: str) -> str:
    """A reason as it is stored and compared: in one line, with single spaces."""
    return " ".join(text.split())


def stated_text(item: Input, answer: StatedAnswer) -> str:
    """A stated answer as text, such as "yes", "85 %" or "not available: not counted so far"."""
    if answer.value is not None:
        return wording.answer_text(item, answer.value)
    if answer.reason:
        return _("not available: %(reason)s") % {"reason": answer.reason}
    return wording.status("not_reported")


def parts_above_wholes(benchmark: Benchmark, stated: StatedAnswers) -> list[tuple[Input, Input]]:
    """(part, whole) of the inputs whose value is larger than that of the input they are part of.

    Wholes that are derived from records are not checked here, but when the year is scored.
    """
    layout = layout_of(benchmark).inputs
    pairs = []
    for part, whole in zip(layout.parts.tolist(), layout.wholes.tolist(), strict=True):
        part_value = stated.get(layout.ids[part], SILENCE).value
        whole_value = stated.get(layout.ids[whole], SILENCE).value
        if part_value is not None and whole_value is not None and part_value > whole_value:
            pairs.append((benchmark.inputs[part], benchmark.inputs[whole]))
    return pairs
