"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Listen for log-ins and for the ends of requests; register what `check` checks."""
        # After the models are loaded.
        from assessments.accounts.services import second_factor_keys  # noqa: F401
        from assessments.editing import draft_pages  # noqa: F401
        from assessments.imports.runs.services import expiry  # noqa: F401
