"""Which department of a hospital's reports is meant, asked once for all years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import wording
from assessments.imports.code_lists.reading.report_set import SameDepartment
from assessments.models import ImportBatch


class ReportsForm(forms.Form):
    """One choice for each department that was found, that with the most spine codes first.

    `batches`: the years that are still in preview. `chosen`: by import, the key of the department
    that is read now.
    """

    listing = forms.TypedChoiceField(
        label=gettext_lazy("Department in the reports"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a department of the reports.")},
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        batches: Sequence[ImportBatch],
        chosen: Mapping[UUID, str],
        departments: Sequence[SameDepartment[UUID]],
    ) -> None:
        super().__init__(data)
        self._departments = departments
        years = {batch.pk: batch.year for batch in batches}
        field = self.fields["listing"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(number, _named(one, years)) for number, one in enumerate(departments)]
        # Preselected where all years that list the department read it already.
        field.initial = next(
            (
                number
                for number, one in enumerate(departments)
                if all(chosen[pk] == key for pk, key in one.keys.items())
            ),
            None,
        )

    @property
    def keys(self) -> dict[UUID, str]:
        """The key of the chosen department in each report that lists it, of a valid form."""
        return dict(self._departments[self.cleaned_data["listing"]].keys)


def _named(one: SameDepartment[UUID], years: dict[UUID, int]) -> str:
    """Neurochirurgie (1700): 2018–2020, 160 spine codes in all."""
    keys = f" ({', '.join(one.specialty_keys)})" if one.specialty_keys else ""
    found = tuple(year for pk, year in years.items() if pk in one.keys)
    return ngettext(
        "%(name)s: %(years)s, %(count)s spine code in all",
        "%(name)s: %(years)s, %(count)s spine codes in all",
        one.spine_codes,
    ) % {
        "name": f"{one.name or _('without a name')}{keys}",
        "years": wording.years(tuple(sorted(found))),
        "count": wording.number(one.spine_codes),
    }
