"""How a benchmark's questions are laid out: by section, last year's answer beside each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crispy_forms.bootstrap import AppendedText, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django.forms.boundfield import BoundField
from django.utils.html import format_html

from assessments import wording
from assessments.profile.answers.reading.recorded_answers import questions
from assessments.profile.answers.reading.stated_answers import Earlier
from benchmarks.library.definition import Benchmark, Input


@dataclass(frozen=True)
class Question:
    """One question: its fields, and its stated answer of an earlier year."""

    item: Input
    answer_name: str
    reason: BoundField
    earlier: Earlier | None
    earlier_text: str
    earlier_value: str  # as the field would hold it; "" if it cannot be copied into the field


class QuestionRow(Div):
    """A question with the measures that use it."""

    template = "structure/_question.html"

    def __init__(self, question: Question, measures: list[str]) -> None:
        super().__init__(_control(question))
        self.question = question
        self.measures = measures


def answers_helper(benchmark: Benchmark, question: Callable[[str], Question]) -> FormHelper:
    """The layout of the form; `question` returns the question of an input id."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(
        "base_keys",
        *(
            Fieldset(
                format_html("<h2>{}</h2>", asked.label),
                *(QuestionRow(question(i.id), _measures(benchmark, i)) for i in asked.inputs),
            )
            for asked in questions(benchmark)
        ),
    )
    return helper


def _control(question: Question) -> Field:
    if question.item.kind == "yes_no":
        return InlineRadios(question.answer_name)
    if question.item.kind == "choice":
        return Field(question.answer_name)
    return AppendedText(question.answer_name, question.item.unit)


def _measures(benchmark: Benchmark, item: Input) -> list[str]:
    """The measures that use an input, and from which level on they are mandatory."""
    return [
        f"{measure.label} ({wording.mandatory(measure.mandatory_from)})"
        if measure.mandatory_from
        else measure.label
        for measure in benchmark.measures
        if item.id in measure.inputs
    ]
