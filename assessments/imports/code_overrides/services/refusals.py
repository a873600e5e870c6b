"""Why a classification of a code was not changed; the text of each can be shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused
from assessments.imports.batches.services.refusals import ImportRefused


class OverrideRefused(ImportRefused):
    """Nothing was changed."""

    text = Refused.text


class OverrideGone(OverrideRefused):
    """Somebody has removed it meanwhile."""

    text = _("This classification was removed meanwhile. It can be brought back from the list.")


class OverrideChanged(OverrideRefused):
    """Somebody else has changed it since the form was opened."""

    text = _(
        "Somebody else changed this classification meanwhile. Nothing was saved: look at it again."
    )


class OverrideTaken(OverrideRefused):
    """The hospital classifies this code already."""

    text = _(
        "Your hospital classifies %(code)s already. Change that entry instead, or remove it first."
    )


class NotACode(OverrideRefused):
    """No code of the system begins like this."""

    text = _(
        "%(code)s does not look like a code of %(system)s. Write at least three characters, the "
        "way the system writes its codes, or choose another system."
    )


class PreviewTooHigh(OverrideRefused):
    """A list of codes in preview would count more operations than any department reaches."""

    text = _(
        "With this, %(file)s (%(year)d), which is in preview, would count more operations than any "
        "department reaches. Nothing was changed: put that preview away first, or check its counts."
    )


class TooManyOverrides(OverrideRefused):
    """The hospital classifies so many codes of its own that no more are taken."""

    text = _(
        "Your hospital classifies %(count)d codes by itself, so no more are taken. Remove some, or "
        "classify a shorter code that stands for many."
    )
