"""A widget for several choices at once."""

from __future__ import annotations

from django import forms


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes whose label names the first box, so that a summary of errors can link to it."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The id of the first box if no index is given."""
        return super().id_for_label(id_, "0" if index is None else index)
