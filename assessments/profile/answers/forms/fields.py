"""The form fields of a benchmark's input, made from its definition."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from django import forms
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from assessments import wording
from assessments.editing.number_fields import NumberField, WholeNumberField
from assessments.models import UnavailableInput
from assessments.profile.answers.services.refusals import limits_text
from benchmarks.library.definition import Input

_REASON: Final = UnavailableInput._meta.get_field("reason")


def answer_field(item: Input) -> forms.Field:
    """The field for an answer; empty means that nothing is reported."""
    # crispy-forms prints help as markup, and a definition is plain text.
    help_text = escape(item.help)
    if item.kind in {"yes_no", "choice"}:
        return forms.TypedChoiceField(
            label=item.label,
            help_text=help_text,
            required=False,
            choices=[*_options(item), ("", wording.status("not_reported"))],
            coerce=float,
            empty_value=None,
            widget=forms.RadioSelect,
        )
    number = WholeNumberField if item.kind == "count" else NumberField
    return number(
        # The unit stands behind the field, where a screen reader would not connect it.
        label=format_html('{}<span class="visually-hidden"> ({})</span>', item.label, item.unit),
        help_text=f"{help_text} {_limits(item)}",
        required=False,
        validators=[_within_limits(item)],
    )


def reason_field(item: Input) -> forms.Field:
    """The field for the reason why there is no answer."""
    return forms.CharField(
        label=format_html(
            '{}<span class="visually-hidden">: {}</span>', _("Why it is not available"), item.label
        ),
        required=False,
        max_length=_REASON.max_length,
    )


def shown_value(item: Input, value: float | None) -> str:
    """An answer as its field holds it, in the reader's locale."""
    if value is None:
        return ""
    if item.kind in {"yes_no", "choice"}:
        return f"{value:g}"
    return str(NumberField().prepare_value(value))


def _options(item: Input) -> list[tuple[str, str]]:
    if item.kind == "yes_no":
        return [("1", wording.yes_no(1)), ("0", wording.yes_no(0))]
    return [(str(option.value), option.label) for option in item.options]


def _limits(item: Input) -> str:
    least, most = wording.plain(item.min, 2), wording.plain(item.max, 2)
    return _("From %(least)s to %(most)s.") % {"least": least, "most": most}


def _within_limits(item: Input) -> Callable[[Decimal], None]:
    def check(value: Decimal) -> None:
        if not item.allows(float(value)):
            raise forms.ValidationError(limits_text(item), code="limits")

    return check
