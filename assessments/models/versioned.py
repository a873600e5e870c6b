"""What people edit keeps every state it ever had, and counts its changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Versioned(models.Model):
    """Abstract base: who made each state of a row, and when, is in `history`.

    `version` grows with every change through the services, so that a form can tell whether
    somebody else was faster.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
