"""Forms of an assessment: which year and benchmark, reasons, and comments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments.editing.record_forms import draft_values
from assessments.models import Draft
from assessments.models.assessment import LONGEST_REASON
from assessments.models.choices import ProfileSection
from assessments.models.comment import LONGEST_COMMENT
from assessments.sign_off.services.remarks import LONGEST_UNAVAILABLE
from benchmarks.library.definition import Benchmark

# Values of a comment's subject: "" (the whole assessment), "section:…" or "measure:…".
SECTION, MEASURE = "section", "measure"


class LongTextField(forms.CharField):
    """A text area without `maxlength`: too long texts are refused, not cut by the browser."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        messages = {
            "required": gettext_lazy("Write a few words."),
            "max_length": ngettext_lazy(
                "Please shorten this to %(limit_value)d character; it has %(show_value)d now.",
                "Please shorten this to %(limit_value)d characters; it has %(show_value)d now.",
                "limit_value",
            ),
        }
        super().__init__(error_messages=messages, **options)
        self.widget.attrs["rows"] = rows

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The widget's attributes without `maxlength`."""
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes


class StartForm(forms.Form):
    """Year and benchmark version of a new assessment (`benchmark` is id@version)."""

    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"),
        coerce=int,
        help_text=gettext_lazy("Years for which something is recorded."),
    )
    benchmark = forms.ChoiceField(label=gettext_lazy("Benchmark"))

    def __init__(
        self,
        *args: Any,
        years: Iterable[int],
        benchmarks: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("year", [(y, str(y)) for y in years]), ("benchmark", benchmarks)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class DraftedForm(forms.Form):
    """A form that starts with the draft of what the user typed but did not send."""

    def __init__(
        self, data: QueryDict | None = None, *, draft: Draft | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        if draft is not None and not self.is_bound:
            self.initial = {**self.initial, **draft_values(self, draft.fields)}


class CorrectionForm(DraftedForm):
    """Why an assessment goes back to its department."""

    reason = LongTextField(
        label=gettext_lazy("What has to be corrected?"),
        max_length=LONGEST_REASON,
        rows=6,
        help_text=gettext_lazy("The directors and editors of the department read this."),
    )


class ReopenForm(DraftedForm):
    """Why a signed-off assessment needs a new revision."""

    reason = LongTextField(
        label=gettext_lazy("Why is a new revision needed? (optional)"),
        max_length=LONGEST_REASON,
        required=False,
        rows=4,
    )


class UnavailableForm(forms.Form):
    """Why the missing inputs of a measure are not available; HTML ids start with the measure id."""

    reason = LongTextField(
        label=gettext_lazy("Not available, because …"), max_length=LONGEST_UNAVAILABLE, rows=2
    )

    def __init__(self, data: QueryDict | None = None, *, measure_id: str, reason: str = "") -> None:
        super().__init__(data, auto_id=f"{measure_id}-%s", initial={"reason": reason})
        self.fields["reason"].widget.attrs["class"] = "form-control"


class CommentForm(DraftedForm):
    """A comment on the whole, on a section or on a measure of this benchmark."""

    about = forms.ChoiceField(label=gettext_lazy("Comment on"), required=False)
    text = LongTextField(label=gettext_lazy("Comment"), max_length=LONGEST_COMMENT, rows=4)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        benchmark: Benchmark,
        about: str = "",
        draft: Draft | None = None,
    ) -> None:
        super().__init__(data, draft=draft, auto_id="comment-%s", initial={"about": about})
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = comment_subjects(benchmark)

    @property
    def subject(self) -> dict[str, str]:
        """The subject of a valid comment, as keyword arguments of `remarks.comment`."""
        kind, _colon, name = self.cleaned_data["about"].partition(":")
        return {
            "measure_id": name if kind == MEASURE else "",
            "section": name if kind == SECTION else "",
        }


def comment_subjects(benchmark: Benchmark) -> list[tuple[str, Any]]:
    """The choices of subjects in groups: the whole, the sections, the measures by domain."""
    used = {item.section for item in benchmark.inputs}
    sections = [
        (f"{SECTION}:{value}", label) for value, label in ProfileSection.choices if value in used
    ]
    measures = [
        (
            domain.label,
            [
                (f"{MEASURE}:{measure.id}", measure.label)
                for measure in benchmark.measures
                if measure.domain == domain.id
            ],
        )
        for domain in benchmark.domains
    ]
    return [("", _("The whole assessment")), (_("Sections"), sections), *measures]
