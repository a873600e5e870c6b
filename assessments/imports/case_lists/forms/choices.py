"""Form of a case list in preview: its departments, years and surgeons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import wording
from assessments.editing.checkboxes import Checkboxes
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.stored_counts import NO_WORD, StoredCases, summed
from assessments.models import Surgeon

_SURGEON = "surgeon_"
_OPERATED, _LAY = "operated", "lay"


class CaseChoicesForm(forms.Form):
    """Choices are numbers into what the file lists, so that no text of the file is sent back.

    Without `by_name`, the file's words for surgeons are neither shown nor changed.
    """

    departments = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Departments in the file that are this department"),
        coerce=int,
        widget=Checkboxes,
        error_messages={"required": gettext_lazy("Choose at least one department of the file.")},
    )
    years = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Years to import"),
        coerce=int,
        widget=Checkboxes,
        error_messages={"required": gettext_lazy("Choose at least one year.")},
    )

    where_lay = forms.TypedChoiceField(
        label=gettext_lazy("Operations while the patient lay in another department"),
        coerce=lambda value: value == _LAY,
        widget=forms.RadioSelect,
        choices=[
            (_OPERATED, gettext_lazy("count for the department that has operated")),
            (_LAY, gettext_lazy("count for the department in which the patient lay")),
        ],
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        stored: StoredCases,
        details: CaseListDetails,
        surgeons: Sequence[Surgeon],
        by_name: bool,
    ) -> None:
        super().__init__(data)
        self._stored = stored
        self._keys = list(self._stored.by_department)
        self._surgeons = {str(surgeon.pk): surgeon for surgeon in surgeons}
        self._offer_departments(details.departments)
        self._offer_years(details.years)
        self._offer_where_lay(details)
        words = self._words(details) if by_name else {}
        self._offer_surgeons(words, details.surgeons)
        # A single option is no choice.
        for name, options in (("departments", self._keys), ("years", self._stored.years)):
            if len(options) == 1:
                del self.fields[name]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        named = [name for name in self.fields if name.startswith(_SURGEON)]
        fieldsets = [Fieldset(_("Whom the file means"), *named)] if named else []
        self.helper.layout = Layout(
            *(name for name in self.fields if name not in named), *fieldsets
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """The answers of a valid form, as `importing.choose` takes them."""
        answers = self.cleaned_data
        departments = answers.get("departments", range(len(self._keys)))
        return {
            "departments": [self._keys[number] for number in departments],
            "years": answers.get("years", self._stored.years),
            "where_lay": answers.get("where_lay"),
            "surgeons": {
                int(name.removeprefix(_SURGEON)): self._surgeons.get(answer)
                for name, answer in answers.items()
                if name.startswith(_SURGEON)
            },
        }

    def _offer_departments(self, chosen: Sequence[str]) -> None:
        by_department = self._stored.by_department
        self._offer(
            "departments",
            [
                (number, _counted(key or _("no department stated"), by_department[key]))
                for number, key in enumerate(self._keys)
            ],
            [number for number, key in enumerate(self._keys) if key in chosen],
        )

    def _offer_where_lay(self, details: CaseListDetails) -> None:
        elsewhere = self._stored.elsewhere
        if not elsewhere:
            del self.fields["where_lay"]
            return
        field = self.fields["where_lay"]
        field.initial = _LAY if details.where_lay else _OPERATED
        field.help_text = ngettext(
            "%(count)s spine operation of the file: intensive care counts for the department "
            "before and after, unless you choose otherwise.",
            "%(count)s spine operations of the file: intensive care counts for the department "
            "before and after, unless you choose otherwise.",
            elsewhere,
        ) % {"count": wording.number(elsewhere)}

    def _offer_years(self, chosen: Sequence[int]) -> None:
        sums = summed(self._stored.operations, ("year",))
        years = [(year, _counted(str(year), sums[year,])) for year in self._stored.years]
        self._offer("years", years, chosen)

    def _offer(self, name: str, choices: list[tuple[int, str]], chosen: Sequence[int]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices, field.initial = choices, chosen

    def _words(self, details: CaseListDetails) -> dict[int, int]:
        """Operations by the number of the surgeon's word in the current choice, the most first."""
        chosen = self._stored.chosen(details.departments, details.years)
        sums = summed(chosen.operations, ("surgeon",))
        return {
            number: sums[number,]
            for (number,) in sorted(sums, key=lambda key: (-sums[key], key))
            if number != NO_WORD
        }

    def _offer_surgeons(self, words: dict[int, int], meant: Sequence[int | None]) -> None:
        choices = [
            ("", _("No surgeon of the list")),
            *((pk, surgeon.shown(by_name=True)) for pk, surgeon in self._surgeons.items()),
        ]
        for number, operations in words.items():
            self.fields[f"{_SURGEON}{number}"] = forms.ChoiceField(
                label=_counted(self._stored.words[number], operations),
                choices=choices,
                required=False,
                initial=str(meant[number] or ""),
            )


def _counted(text: str, operations: int) -> str:
    """HA2316: 1,234 spine operations."""
    return ngettext(
        "%(text)s: %(count)s spine operation", "%(text)s: %(count)s spine operations", operations
    ) % {"text": text, "count": wording.number(operations)}
