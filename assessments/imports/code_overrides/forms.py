"""How a hospital classifies a code: what differs from our table, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.editing.form_layout import in_groups
from assessments.import_records.overrides import written_prefix
from assessments.imports.code_overrides.services.refusals import NotACode
from assessments.models import CodeOverride
from assessments.models.choices import Pathology, Technique
from assessments.models.code_override import CodeFamily, CodeSystem, Counts

DIFFERS = ("counts", "pathology", "family", "technique")


def _choice(label: Any, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    as_ours = ("", _("As our table says"))
    return forms.ChoiceField(label=label, choices=[as_ours, *choices], required=False)


class OverrideForm(forms.Form):
    """Form of a new override, or of the given one, whose code cannot be changed.

    `prefix_written` of a valid form is the code as its system writes it; `values` is what the
    override says of it.
    """

    system = forms.ChoiceField(label=_("Code system"), choices=CodeSystem.choices)
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_(
            "A code, or the beginning of several. Longer codes that have a row of their own in our "
            "table stay as they are."
        ),
    )
    counts = _choice(_("Does it count?"), Counts.choices)
    pathology = _choice(_("Pathology"), Pathology.choices)
    family = _choice(_("Kind of operation"), CodeFamily.choices)
    technique = _choice(_("Technique"), Technique.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who follows a number to its codes reads it. No names of patients."),
        error_messages={"required": _("Say why: others must be able to follow it.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    helper = in_groups(
        [
            ("", [("system", "code")]),
            (_("What it says"), [("counts", "pathology"), ("family", "technique")]),
            ("", ["reason"]),
        ],
        hidden="version",
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        override: CodeOverride | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        if override:
            initial = {name: getattr(override, name) for name in (*DIFFERS, "reason", "version")}
            initial |= {"system": override.system, "code": override.prefix}
        super().__init__(data, initial=initial)
        self.prefix_written = override.prefix if override else ""
        for name in ("system", "code") if override else ():
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Refuse what is no code, what changes nothing, and what contradicts itself."""
        cleaned = self.cleaned_data
        system, code = cleaned.get("system"), cleaned.get("code")
        if system and code and not self.prefix_written:
            self.prefix_written = written_prefix(system, code)
            if not self.prefix_written:
                self.add_error("code", str(NotACode(code=code, system=system)))
        stated = {name: cleaned.get(name) for name in DIFFERS}
        if not any(stated.values()):
            self.add_error("counts", _("Choose at least one thing that differs from our table."))
        if stated["counts"] == Counts.NO and any(stated[name] for name in DIFFERS[1:]):
            text = _("A code that does not count has no pathology, kind or technique.")
            self.add_error("counts", text)
        return cleaned

    @property
    def values(self) -> dict[str, str]:
        """What is said of the code, with the reason."""
        return {name: self.cleaned_data[name] for name in (*DIFFERS, "reason")}
