"""The form of a benchmark's questions: every field comes from the definition of its input."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.editing.record_forms import TAKE, THEIRS, draft_values
from assessments.editing.record_refusals import FieldConflict
from assessments.models import Draft
from assessments.profile.answers.forms.fields import answer_field, reason_field, shown_value
from assessments.profile.answers.forms.layout import Question, answers_helper
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from assessments.profile.answers.reading.stated_answers import (
    SILENCE,
    StatedAnswer,
    StatedAnswers,
    StatedYear,
    one_line,
    parts_above_wholes,
    stated_text,
)
from assessments.profile.answers.services.refusals import (
    AnswerConflict,
    AnswersConflict,
    Author,
    PartAboveWhole,
)
from benchmarks.library.definition import Benchmark

ANSWER: Final = "answer-"
REASON: Final = "reason-"
_SALT: Final = "answers"


class AnswersForm(forms.Form):
    """A department's answers to the questions of a benchmark for one year.

    `said` is what is stated at present. Once the form is valid, `base` holds the stated answers
    when it was opened and `responses` those that were sent, by id of the input.
    `take-<answer>=theirs` in the data takes the other person's answer.
    """

    base_keys = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        benchmark: Benchmark,
        said: StatedYear,
        draft: Draft | None = None,
    ) -> None:
        self.benchmark = benchmark
        self.said = said
        self.inputs = {item.id: item for item in reported_inputs(benchmark)}
        self.base: StatedAnswers = _unsigned(data.get("base_keys", "")) if data else {}
        self.responses: dict[str, StatedAnswer] = {}
        self.conflict: AnswersConflict | None = None
        super().__init__(self._with_choices(data), initial={"base_keys": signed_answers(said.now)})
        for name, item in self.inputs.items():
            self.fields[f"{ANSWER}{name}"] = answer_field(item)
            self.fields[f"{REASON}{name}"] = reason_field(item)
            self.initial.update(self._shown(name, said.now[name]))
        if draft is not None and data is None:
            self.initial.update(draft_values(self, draft.fields))
        self.helper = answers_helper(benchmark, self._question)

    def clean(self) -> dict[str, Any]:
        """Combine answers and reasons into `responses`, and compare parts with their wholes."""
        for name in self.inputs:
            if {f"{ANSWER}{name}", f"{REASON}{name}"} & self.data.keys():
                self._read(name)
        for part, whole in parts_above_wholes(self.benchmark, {**self.said.now, **self.responses}):
            error = PartAboveWhole(part, whole, {**self.said.now, **self.responses})
            self.add_error(f"{ANSWER}{part.id}", str(error))
        return self.cleaned_data

    def ask_about(self, conflict: AnswersConflict) -> None:
        """Show the other person's answers beside the user's; the next save starts from theirs."""
        self.conflict = conflict
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["base_keys"] = signed_answers({**self.base, **conflict.current})
        for name in conflict.taken:
            self._fill_in(data, name, conflict.current[name])
        self.data = data

    @property
    def conflict_lines(self) -> list[FieldConflict]:
        """The conflicting answers, as readable text."""
        return (
            [self._readable(answer) for answer in self.conflict.conflicts] if self.conflict else []
        )

    @property
    def conflict_author(self) -> Author | None:
        """Who made the latest of the conflicting changes, and when."""
        authors = [answer.author for answer in self.conflict.conflicts] if self.conflict else []
        known = [(author.moment, author) for author in authors if author.moment is not None]
        return max(known, key=lambda pair: pair[0])[1] if known else None

    def _readable(self, conflict: AnswerConflict) -> FieldConflict:
        item = self.inputs[conflict.input_id]
        return FieldConflict(
            name=f"{ANSWER}{item.id}",
            before=stated_text(item, conflict.before),
            mine=stated_text(item, conflict.mine),
            theirs=stated_text(item, conflict.theirs),
            label=item.label,
        )

    def _read(self, name: str) -> None:
        """Combine the fields of one question into a stated answer."""
        answer, reason = f"{ANSWER}{name}", f"{REASON}{name}"
        if self.errors.keys() & {answer, reason}:
            return
        before = self.base.get(name, SILENCE)
        # A group of buttons sends nothing if the recorded value is none of its choices.
        value = self.cleaned_data[answer] if answer in self.data else before.value
        reason_text = one_line(self.cleaned_data[reason])
        if value is None:
            self.responses[name] = StatedAnswer(reason=reason_text)
        elif reason_text in {"", before.reason}:  # the value replaces the earlier reason
            self.responses[name] = StatedAnswer(float(value))
        else:
            self.add_error(
                reason,
                _("There is an answer as well as a reason why there is none. Clear one of them."),
            )

    def _shown(self, name: str, stated: StatedAnswer) -> dict[str, str]:
        """The field values of one question that show a stated answer."""
        return {
            f"{ANSWER}{name}": shown_value(self.inputs[name], stated.value),
            f"{REASON}{name}": stated.reason,
        }

    def _question(self, name: str) -> Question:
        item, earlier = self.inputs[name], self.said.before.get(name)
        value = earlier.response.value if earlier else None
        return Question(
            item=item,
            answer_name=f"{ANSWER}{name}",
            reason=self[f"{REASON}{name}"],
            earlier=earlier,
            earlier_text=stated_text(item, earlier.response) if earlier else "",
            earlier_value=shown_value(item, value)
            if value is not None and item.allows(value)
            else "",
        )

    def _with_choices(self, data: QueryDict | None) -> QueryDict | None:
        """The data sent, with the other person's answer where the user chose it."""
        if data is None:
            return None
        chosen = data.copy()
        for name in self.inputs:
            if data.get(f"{TAKE}{ANSWER}{name}") == THEIRS:
                self._fill_in(chosen, name, self.base.get(name, SILENCE))
        return chosen

    def _fill_in(self, data: QueryDict, name: str, stated: StatedAnswer) -> None:
        for field, shown in self._shown(name, stated).items():
            data[field] = shown


def signed_answers(responses: StatedAnswers) -> str:
    """The stated answers, signed, for the hidden field `base_keys`."""
    keys = {name: answer.key for name, answer in responses.items()}
    return signing.dumps(keys, salt=_SALT, compress=True)


def _unsigned(text: str) -> dict[str, StatedAnswer]:
    """The stated answers that were signed; none if the signature is wrong."""
    try:
        keys: dict[str, str] = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return {}
    return {name: StatedAnswer.of_key(key) for name, key in keys.items()}
