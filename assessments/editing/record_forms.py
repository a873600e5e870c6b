"""Forms of single records, which notice changes that somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.editing.form_layout import Row, in_groups
from assessments.editing.iso_codes import CountryField, CurrencyField
from assessments.editing.merging import as_text
from assessments.editing.number_fields import WholeNumberField
from assessments.editing.record_refusals import EditConflict, FieldConflict
from assessments.models import Department, Draft
from assessments.models.versioned import Versioned

TAKE, THEIRS = "take-", "theirs"
_SALT = "record form"
# The `error_messages` of a form whose record must be unique.
ONLY_ONCE = {
    NON_FIELD_ERRORS: {
        "unique_together": gettext_lazy(
            "This is in the list already. Change that entry instead of adding another."
        )
    }
}
_ISO_FIELDS = {"country": CountryField, "currency": CurrencyField}


def local_field(field: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    """The form field of a model field, with number and date widgets of this site; None if none."""
    if field.name in _ISO_FIELDS:
        options["form_class"] = _ISO_FIELDS[field.name]
    elif isinstance(field, models.IntegerField) and not field.choices:
        options |= {
            "form_class": WholeNumberField,
            "widget": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
    elif isinstance(field, models.DateField):
        options["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    form_field = field.formfield(**options)
    if form_field is not None:
        # With maxlength a browser silently cuts a long text; validation reports it instead.
        form_field.widget.attrs.pop("maxlength", None)
    if isinstance(form_field, forms.TypedChoiceField) and form_field.required:
        choices = field.get_choices(include_blank=False)
        form_field.choices = [("", gettext_lazy("Choose …")), *choices]
    return form_field


class RecordForm(forms.ModelForm):
    """One record of a department, being added or changed.

    The hidden field `base` holds the record's values when the form was opened, so that another
    person's change is noticed. `take-<field>=theirs` in the data takes the other person's value.
    """

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    # Fields whose year may lie in the future; all other years may not.
    years_ahead: frozenset[str] = frozenset()
    # (earlier field, later field, error message): the second must not lie before the first.
    in_order: tuple[tuple[str, str, Any], ...] = ()
    # (legend or "", rows): the layout of the fields.
    groups: tuple[tuple[str | Promise, tuple[Row, ...]], ...] = ()

    class Meta:
        formfield_callback = local_field

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        department: Department,
        today: date,
        instance: Versioned | None = None,
        draft: Draft | None = None,
        by_name: bool = False,
        **options: Any,
    ) -> None:
        self.today = today
        self.department = department
        self.by_name = by_name
        self.conflict: EditConflict | None = None
        super().__init__(_with_choices(data), instance=instance, **options)
        if instance is None:
            self.belong_to(department)
        self.initial["base"] = self.signed_base(self.instance)
        if draft is not None and data is None:
            self.initial.update(draft_values(self, draft.fields))

    def belong_to(self, department: Department) -> None:
        """Make a new record one of this department."""
        self.instance.department = department

    @property
    def helper(self) -> FormHelper:
        """The layout, as crispy forms reads it."""
        return in_groups(self.groups)

    @property
    def has_required(self) -> bool:
        """Whether any field must be filled in."""
        return any(field.required for field in self.fields.values())

    @property
    def record_fields(self) -> list[str]:
        """The fields of the record that the form holds."""
        return [name for name in self.fields if name != "base"]

    def signed_base(self, record: Versioned) -> str:
        """The record's values, signed, for the hidden field `base`."""
        return signing.dumps(as_text(record, self.record_fields), salt=_SALT, compress=True)

    def clean_base(self) -> dict[str, str]:
        """The record's values when the form was opened; those of a new record if not signed."""
        return _unsigned(self.cleaned_data["base"]) or as_text(
            type(self.instance)(), self.record_fields
        )

    def clean(self) -> dict[str, Any]:
        """Years not in the future, and pairs in their order."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            is_year = name.endswith("_year") or name == "year"
            if is_year and name not in self.years_ahead and value and value > self.today.year:
                self.add_error(
                    name,
                    _("%(year)s lies in the future. Enter %(now)s or an earlier year.")
                    % {"year": value, "now": self.today.year},
                )
        for earlier, later, text in self.in_order:
            first, last = cleaned.get(earlier), cleaned.get(later)
            if first is not None and last is not None and last < first:
                self.add_error(later, text)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The department is not in the form but part of what must be unique.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {"department"}

    def changed_values(self) -> dict[str, Any]:
        """The values of the record's fields, as cleaned."""
        return {name: self.cleaned_data[name] for name in self.record_fields}

    def ask_about(self, conflict: EditConflict) -> None:
        """Show the other person's values beside the user's; the next save starts from theirs.

        Fields that only they changed get their values, or the next save would undo the change.
        """
        self.conflict = conflict
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data[self.add_prefix("base")] = self.signed_base(conflict.current)
        for name, text in as_text(conflict.current, conflict.taken).items():
            data[self.add_prefix(name)] = text
        self.data = data

    @property
    def conflict_lines(self) -> list[FieldConflict]:
        """The conflicting fields, with their values as readable text."""
        return [self._readable(field) for field in self.conflict.conflicts] if self.conflict else []

    def _readable(self, conflict: FieldConflict) -> FieldConflict:
        field = self.fields[conflict.name]
        choices: Any = getattr(field, "choices", ())  # iterable, even if set to a callable
        labels = {str(value): str(label) for value, label in choices}
        return replace(
            conflict,
            label=str(field.label),
            **{
                end: labels.get(getattr(conflict, end), getattr(conflict, end))
                for end in ("before", "mine", "theirs")
            },
        )


def draft_values(form: forms.BaseForm, fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """The draft's value of each field of a form, as typed, by field name."""
    typed = QueryDict(mutable=True)
    for name, values in fields.items():
        typed.setlist(name, list(values))
    initial: dict[str, Any] = {}
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(typed, {}, html_name):
            initial[name] = field.widget.value_from_datadict(typed, {}, html_name)
    return initial


def _unsigned(base: str) -> dict[str, str] | None:
    try:
        texts: dict[str, str] = signing.loads(base, salt=_SALT)
    except signing.BadSignature:
        return None
    return texts


def _with_choices(data: QueryDict | None) -> QueryDict | None:
    """The data sent, with the other person's value in the fields where the user chose it."""
    if data is None or not any(name.startswith(TAKE) for name in data):
        return data
    chosen = data.copy()
    base = _unsigned(data.get("base", "")) or {}
    for name, choice in data.items():
        field = name.removeprefix(TAKE)
        if name.startswith(TAKE) and choice == THEIRS and field in base:
            chosen[field] = base[field]
    return chosen
