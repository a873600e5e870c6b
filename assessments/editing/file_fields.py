"""A field for one file or several."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class FilesInput(forms.FileInput):
    """Lets one choose several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleaned to a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files, each cleaned as a field for one file does."""
        files = data if isinstance(data, list) and data else [data or None]
        return [super(FilesField, self).clean(file, initial) for file in files]
