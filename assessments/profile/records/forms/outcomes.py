"""The form of an outcome: events among observed cases."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.editing.record_forms import ONLY_ONCE, RecordForm, local_field
from assessments.models import OutcomeRecord


class OutcomeForm(RecordForm):
    """Events among observed cases of one pillar in one year."""

    groups = (
        ("", (("year", "pillar"), "outcome")),
        (
            gettext_lazy("What was counted"),
            (("cases", "events"), ("follow_up_days", "counted_by")),
        ),
    )

    class Meta:
        model = OutcomeRecord
        formfield_callback = local_field
        error_messages = ONLY_ONCE
        help_texts = {
            "cases": gettext_lazy("Operations that were followed up."),
            "events": gettext_lazy("Of these, how many had the outcome."),
        }
        fields = ["year", "pillar", "outcome", "cases", "events", "follow_up_days", "counted_by"]

    def clean(self) -> dict[str, Any]:
        """Not more events than cases."""
        cleaned = super().clean()
        cases, events = cleaned.get("cases"), cleaned.get("events")
        if cases is not None and events is not None and events > cases:
            self.add_error(
                "events",
                _("%(events)s events among %(cases)s cases cannot be. Count each case once.")
                % {"events": events, "cases": cases},
            )
        return cleaned
