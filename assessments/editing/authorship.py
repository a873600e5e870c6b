"""Who makes the next state of a row, for its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from assessments.models import User


def name_author(
    row: models.Model, user: User, *, moment: datetime | None = None, reason: str = ""
) -> None:
    """Have the history name the user for the next state that is saved, or for the deletion.

    `moment`: when; None: when it is saved. `reason`: one of those that the history pages tell.
    """
    # simple-history reads these attributes of the instance; they are no fields.
    signed: Any = row
    signed._history_user = user
    if moment is not None:
        signed._history_date = moment
    if reason:
        signed._change_reason = reason
