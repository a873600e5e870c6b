"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Listen for log-ins, and give the services what only forms can judge."""
        # After the models are loaded.
        from assessments.forms import profile_trial
        from assessments.services import profile_workbook_kind
        from assessments.views import drafts  # noqa: F401

        profile_workbook_kind.judged_by(profile_trial.judged)
