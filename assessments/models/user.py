"""Accounts. Who may see and do what is data in `assessments.permissions`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

_NOT_IN_HISTORY = ["password", "last_login"]


class User(AbstractUser):
    """A person who logs in; an administrator is a superuser and sees everything."""

    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        blank=True,
        help_text=_("Language of pages and reports; empty: the browser's."),
    )

    history = HistoricalRecords(excluded_fields=_NOT_IN_HISTORY)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a mere log-in or a new hash of the password is no change worth a history entry."""
        fields = kwargs.get("update_fields")
        if fields is None or not set(fields) <= set(_NOT_IN_HISTORY):
            super().save(*args, **kwargs)
            return
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    def __str__(self) -> str:
        return self.get_full_name() or self.username
