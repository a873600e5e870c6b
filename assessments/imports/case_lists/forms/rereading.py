"""Form that moves a case list in preview to another department or code system."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.import_records.explanations import SYSTEMS
from assessments.models import Department, ImportBatch


class RereadForm(forms.Form):
    """Without a second department or system to choose, that field is left out.

    `departments` are those in which the user may record; `systems` has the number of spine
    operations by each other code system in which the files were read.
    """

    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=None
    )
    system = forms.ChoiceField(label=_("Code system"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        batch: ImportBatch,
        departments: QuerySet[Department],
        systems: Mapping[str, int],
    ) -> None:
        initial = {"department": batch.department_id, "system": batch.code_system}
        super().__init__(data, initial=initial)
        self._batch = batch
        department, system = self.fields["department"], self.fields["system"]
        assert isinstance(department, forms.ModelChoiceField)
        assert isinstance(system, forms.ChoiceField)
        department.queryset = departments.select_related("hospital")
        if len(department.queryset) < 2:
            del self.fields["department"]
        counts = {batch.code_system: None, **systems}
        system.choices = [
            (name, _with_count(str(SYSTEMS[name]), counts[name]))
            for name in SYSTEMS
            if name in counts
        ]
        if len(counts) < 2:
            del self.fields["system"]

    @property
    def department_chosen(self) -> Department:
        """The chosen department, or that of the preview where there was no choice."""
        found: Department = self.cleaned_data.get("department", self._batch.department)
        return found

    @property
    def system_chosen(self) -> str:
        """The chosen system, or that of the preview where there was no choice."""
        return str(self.cleaned_data.get("system", self._batch.code_system))


def _with_count(name: str, operations: int | None) -> str:
    """ICD-9-CM, volume 3: 1,234 spine operations; only the name where no number is given."""
    if operations is None:
        return name
    return ngettext(
        "%(system)s: %(count)s spine operation in the files",
        "%(system)s: %(count)s spine operations in the files",
        operations,
    ) % {"system": name, "count": wording.number(operations)}
