"""Several choices at once."""

from __future__ import annotations

from django import forms


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes of which a summary of errors can lead to the first."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The first box where none is asked for."""
        return super().id_for_label(id_, "0" if index is None else index)
