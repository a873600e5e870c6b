"""Forms that filter a history by query parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from assessments.history.reading.kinds import ADMINISTERED, SECTIONS, Kind
from assessments.history.reading.lines import ANSWERS, WHAT, HistoryFilters
from assessments.history.reading.words import known_inputs
from assessments.models import Department, User

_Choices = list[tuple[Any, Any]]


class HistoryForm(forms.Form):
    """Filters by page, field, person, kind of change and dates; all are optional."""

    section = forms.ChoiceField(label=_("Page"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False)
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    what = forms.ChoiceField(
        label=_("What happened"),
        required=False,
        choices=[("", _("everything")), *WHAT.items()],
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    each = forms.BooleanField(label=_("Show imported entries one by one"), required=False)

    def __init__(
        self, *args: Any, kinds: Iterable[Kind], people: list[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = list(kinds)
        self._choose("section", _("all pages"), _sections(kinds))
        self._choose("field", _("all fields"), _fields(kinds))
        self._choose("person", _("everybody"), [(person.pk, str(person)) for person in people])
        for name in ("since", "until"):
            # The browser's date picker, which sends dates as YYYY-MM-DD in every language.
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name].widget = widget
        for name, field in self.fields.items():
            choices = hasattr(field, "choices")
            box = "form-check-input" if name == "each" else "form-control"
            field.widget.attrs["class"] = "form-select" if choices else box

    def _choose(self, name: str, empty: str | Promise, choices: _Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices]

    def clean(self) -> dict[str, Any]:
        """Refuse an end date before the start date."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end is before the start."))
        return cleaned

    def wanted(self) -> HistoryFilters:
        """The chosen filters; invalid values are ignored."""
        self.is_valid()
        fields = {name: self.cleaned_data.get(name) for name in HistoryFilters.__dataclass_fields__}
        empty = HistoryFilters()
        return HistoryFilters(
            **{name: value or getattr(empty, name) for name, value in fields.items()}
        )


class EveryHistoryForm(HistoryForm):
    """Filters for the history of all departments, with one for the department."""

    department = forms.ModelChoiceField(
        label=_("Department"),
        required=False,
        queryset=Department.objects.select_related("hospital"),
        empty_label=_("all departments"),
    )
    field_order = ["department"]


def _sections(kinds: list[Kind]) -> _Choices:
    """The pages that show records of these kinds."""
    used = {kind.section for kind in kinds}
    return [(slug, label) for slug, label in (SECTIONS | ADMINISTERED).items() if slug in used]


def _fields(kinds: list[Kind]) -> _Choices:
    """The fields by kind, and for answers the inputs of all benchmarks."""
    groups: _Choices = [
        (
            kind.label,
            [
                (f"{kind.slug}.{field.name}", capfirst(str(field.verbose_name)))
                for field in kind.fields
            ],
        )
        for kind in kinds
        if not kind.is_answer
    ]
    inputs = sorted(known_inputs().values(), key=lambda item: item.label.casefold())
    answers = [(f"{ANSWERS}.{item.id}", item.label) for item in inputs]
    return [*groups, (_("Answers"), answers)] if answers else groups
