"""The base of models that people edit: a history of every state, and a count of changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

# How long a deletion can be taken back.
RESTORABLE_FOR: Final = timedelta(days=30)
# The change reason of the history entry that restores a deleted row.
BROUGHT_BACK: Final = "brought back"


class Versioned(models.Model):
    """Abstract base: who made each state of a row, and when, is in `history`.

    `version` grows by 1 with every change through the services, so that a form can detect a change
    by somebody else.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
