"""The form that takes the files of an import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.editing.file_fields import FilesField
from assessments.import_records.explanations import SYSTEMS
from assessments.import_records.problems import Problem, UnreadableFile, refuse
from assessments.imports.batches.services.kind import Upload
from assessments.imports.files.limits import MEGABYTE, current_limits
from assessments.imports.files.source_files import SourceFile
from assessments.imports.files.weights import weight_of
from assessments.imports.kinds import services as uploads
from assessments.imports.runs.services.files import Named
from assessments.imports.upload.forms.upload_limits import most_bytes
from assessments.models import Department
from assessments.models.choices import FIRST_YEAR, LAST_YEAR

YEAR_PROBLEMS = frozenset(
    {
        "year_needed",
        "several_years",
        "year_not_listed",
        "year_differs",
        "year_to_come",
        "year_of_several",
    }
)


class ImportForm(forms.Form):
    """Files for one department.

    What the files are is decided by `kinds.services`, which reads them. `problems` holds what was
    wrong with them, to be shown with place and remedy; `refusal` holds all of it.
    """

    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=_("Choose …")
    )
    file = FilesField(
        label=_("File"),
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
        help_text=_(
            "Leave empty where the file says it, as quality reports and case lists do. Of a case "
            "list with several years only this one is taken."
        ),
    )
    system = forms.ChoiceField(
        label=_("Code system"),
        required=False,
        choices=[("", _("Recognise by the codes")), *SYSTEMS.items()],
    )
    complete = forms.BooleanField(
        label=_("The list is complete"),
        required=False,
        initial=True,
        help_text=_(
            "For lists of codes. A code that is not listed was not performed. Clear the mark for a "
            "list that shows only the most frequent codes: a missing code is then unknown, not "
            "zero."
        ),
    )

    by_hand = forms.BooleanField(
        label=_("Assign the columns by hand"),
        required=False,
        help_text=_(
            "For a case list whose columns are recognised wrongly. Where they are not recognised, "
            "you are asked anyway."
        ),
    )

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[Problem, ...] = ()
        self.refusal: UnreadableFile | None = None
        self.more_problems = 0
        self.fields["file"].help_text = _accepted_files()
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments.select_related("hospital")

    def clean_file(self) -> list[UploadedFile]:
        """Refuse files by their size, before any of them is read."""
        files: list[UploadedFile] = self.cleaned_data["file"]
        most = most_bytes(current_limits())
        if sum(file.size or 0 for file in files) > most:
            problem = refuse("too_large", limit=f"{most / MEGABYTE:g}").problems[0]
            raise forms.ValidationError(f"{problem.message} {problem.remedy}")
        return files

    @property
    def is_large(self) -> bool:
        """Whether the files of a valid form are read in the background."""
        most = settings.IMPORT_BACKGROUND_BYTES
        return sum(weight_of(file.file, most) for file in self.cleaned_data["file"]) > most

    @property
    def options(self) -> dict[str, Any]:
        """What a valid form says about the files, besides department and columns."""
        return {name: self.cleaned_data[name] for name in ("system", "year", "complete")}

    def pieces(self) -> Iterator[Named]:
        """The files of a valid form by name, each piece by piece."""
        for file in self.cleaned_data["file"]:
            file.seek(0)
            yield file.name or "", file.chunks()

    def upload(self) -> Upload:
        """The files of a valid form with their answers, read into memory."""
        files = [SourceFile(name, b"".join(pieces)) for name, pieces in self.pieces()]
        return Upload(files=files, at_once=True, **self.options)

    def add_problems(self, error: UnreadableFile) -> None:
        """Show what is wrong with the file or its year; the form is no longer valid."""
        first = error.problems[0]
        if first.kind in YEAR_PROBLEMS and not first.place.file:
            self.add_error("year", f"{first.message} {first.remedy}")
            return
        shown = current_limits().case_problems_shown
        self.refusal, self.problems = error, error.problems[:shown]
        self.more_problems = len(error.problems) + error.more - len(self.problems)
        count = len(error.problems) + error.more
        text = ngettext(
            "The file has %(count)d problem, so nothing was imported.",
            "The file has %(count)d problems, so nothing was imported.",
            count,
        )
        self.add_error("file", text % {"count": count})


def _accepted_files() -> str:
    """What one may choose, kind by kind."""
    accepted = gettext("; ").join(str(kind.words.accepted) for kind in uploads.KINDS)
    return gettext(
        "Choose files or drop them here: %(accepted)s. What they are is recognised by their "
        "content."
    ) % {"accepted": accepted}
