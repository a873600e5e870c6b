"""The base of all refusals by services: errors whose text tells the user why nothing changed."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Nothing was changed.

    A kind of refusal is a subclass with a sentence of its own in `text`; `values` fill its
    placeholders. ``str(refusal)`` is the sentence in the language of whoever reads it.
    """

    text: str | Promise = _("Nothing was changed.")

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__()

    def __str__(self) -> str:
        return str(self.text) % self.values
