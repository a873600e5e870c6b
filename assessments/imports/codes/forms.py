"""Forms for official lists of codes: the file, and what of a comparison is shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from assessments.import_records.explanations import CONFIDENCES
from assessments.import_records.problems import Problem, UnreadableFile, refuse
from assessments.imports.codes.reading.official_list import (
    ReadList,
    read_official_list,
    year_of_list,
)
from assessments.imports.codes.reading.official_words import KIND_TEXTS
from assessments.imports.files.limits import MEGABYTE, current_limits
from assessments.models.choices import FIRST_YEAR, LAST_YEAR
from benchmarks.casemix.code_tables import normalise
from benchmarks.casemix.official_codes import CONFIDENCES as CONFIDENCE_ORDER
from benchmarks.casemix.official_codes import KINDS, CodeComparison

_YEAR_PROBLEMS = frozenset({"official_year_needed", "official_year_differs"})


class OfficialListForm(forms.Form):
    """A file with its year. A valid one has been read: `read` and `year` say what it is."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The ZIP with the metadata of OPS, or of it the file opsYYYYsyst_kodes.txt."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Export it again and upload it unchanged."),
        },
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("Leave empty where the name of the file says it."),
    )
    replace = forms.BooleanField(
        label=_("Replace the list that is in use for this year"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[Problem, ...] = ()
        self.more_problems = 0
        self.read: ReadList | None = None
        self.list_year = 0

    def clean(self) -> dict[str, Any]:
        """Read the file and find its year; the problems of both are shown with their remedies."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file: UploadedFile | None = cleaned.get("file")
        if file is not None and "year" in cleaned:
            try:
                self.read = _read(file)
                self.list_year = year_of_list(self.read, cleaned["year"])
            except UnreadableFile as error:
                self._refuse(error)
        return cleaned

    def _refuse(self, error: UnreadableFile) -> None:
        first = error.problems[0]
        if first.kind in _YEAR_PROBLEMS:
            self.add_error("year", f"{first.message} {first.remedy}")
            return
        self.problems, self.more_problems = error.problems, error.more
        self.add_error("file", _("The list cannot be used; what is wrong stands below."))


def _read(file: UploadedFile) -> ReadList:
    limits = current_limits()
    if (file.size or 0) > limits.file_bytes:
        raise refuse("too_large", limit=f"{limits.file_bytes / MEGABYTE:g}")
    return read_official_list(b"".join(file.chunks()), file.name or "", limits)


class ComparisonForm(forms.Form):
    """Filters of a comparison; their values stand in the query string."""

    kind = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[("", _("everything")), *((kind, KIND_TEXTS[kind]) for kind in KINDS)],
    )
    confidence = forms.ChoiceField(
        label=_("How sure our row is"),
        required=False,
        choices=[("", _("everything")), *((one, CONFIDENCES[one]) for one in CONFIDENCE_ORDER)],
    )
    q = forms.CharField(label=_("Code or word"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return self.is_valid() and any(self.cleaned_data.values())

    def chosen(self, compared: tuple[CodeComparison, ...]) -> list[CodeComparison]:
        """The rows that the filters leave; an invalid value filters nothing."""
        self.is_valid()
        wanted = {name: self.cleaned_data.get(name, "") for name in self.fields}
        words = wanted["q"].casefold().split()
        return [
            one
            for one in compared
            if wanted["kind"] in ("", one.kind)
            and wanted["confidence"] in ("", one.confidence)
            and all(_holds(one, word) for word in words)
        ]


def _holds(one: CodeComparison, word: str) -> bool:
    code = normalise(word)
    texts = f"{one.code} {one.label} {one.title}".casefold()
    return word in texts or (bool(code) and normalise(one.code).startswith(code))
