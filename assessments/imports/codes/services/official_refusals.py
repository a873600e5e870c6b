"""Why nothing was changed about official lists; the text of each can be shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused


class OfficialListRefused(Refused):
    """Nothing was changed."""


class YearLoaded(OfficialListRefused):
    """Another file is in use for the year, and nobody said to replace it."""

    text = _(
        "A list of %(year)d is in use already (%(file)s, loaded by %(person)s). Nothing was "
        "changed. Mark that it is to be replaced, and choose the file again."
    )


class SameList(OfficialListRefused):
    """The very file that is in use."""

    text = _("This is the list of %(year)d that is in use already. Nothing was changed.")


class ListGone(OfficialListRefused):
    """Somebody has removed the list meanwhile."""

    text = _("This list was removed meanwhile. Nothing was changed.")
