"""Sets the author of the next history entry of a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from assessments.models import User


def name_author(
    row: models.Model, user: User, *, moment: datetime | None = None, reason: str = ""
) -> None:
    """Set the user as author of the history entry of the next save or deletion of the row.

    `moment`: the time of the entry; None: when it is saved. `reason`: the change reason, one of
    those that the history pages know.
    """
    # simple-history reads these attributes of the instance; they are no fields.
    instance: Any = row
    instance._history_user = user
    if moment is not None:
        instance._history_date = moment
    if reason:
        instance._change_reason = reason
