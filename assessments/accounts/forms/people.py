"""Forms about people: one's own details, an invitation, a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.models import Department, Hospital
from assessments.models.choices import Role

Places = dict[str, Department | Hospital]


def all_places() -> Places:
    """All places where a role can hold, by form value ("hospital:3"); two queries."""
    hospitals = Hospital.objects.all()
    departments = Department.objects.select_related("hospital")
    return {f"hospital:{hospital.pk}": hospital for hospital in hospitals} | {
        f"department:{department.pk}": department for department in departments
    }


class OwnDetailsForm(forms.Form):
    """What people may change of their own account."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("That of the browser")), *settings.LANGUAGES],
        help_text=_("Of pages, reports and e-mails."),
    )


class InvitationForm(OwnDetailsForm):
    """A person to invite; the roles are in forms of their own (`RoleFormSet`)."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=150,
        help_text=_("The link goes there. The address is also the username."),
    )
    field_order = ("first_name", "last_name", "email", "language")


class PersonForm(forms.Form):
    """What administrators change of an account: name and e-mail."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=150,
        help_text=_("Links to a new password go there. The old and the new address are told."),
    )


class RoleForm(forms.Form):
    """A role, and where it holds: in one department, or in all of a hospital.

    In an invitation, which has several of them, a form may stay empty but not half filled in.
    """

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose …")), *Role.choices])
    place = forms.ChoiceField(label=_("Hospital or department"))

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose …")),
            (_("All departments of a hospital"), _choices(places, Hospital)),
            (_("One department"), _choices(places, Department)),
        ]
        for each in self.fields.values():
            each.required = not self.empty_permitted

    def clean(self) -> dict[str, Any]:
        """Replace the form value of `place` by the hospital or department."""
        for name in ("role", "place"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Choose both, the role and where it holds."))
        if "place" in self.cleaned_data:
            self.cleaned_data["place"] = self._places[self.cleaned_data["place"]]
        return self.cleaned_data


# Three roles at once are enough for nearly everybody; more are added on the person's page.
RoleFormSet = forms.formset_factory(RoleForm, extra=3, max_num=3)


def _choices(places: Places, kind: type[Department | Hospital]) -> list[tuple[str, str]]:
    return [(value, str(place)) for value, place in places.items() if isinstance(place, kind)]
