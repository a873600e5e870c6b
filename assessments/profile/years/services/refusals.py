"""Why a year was not started, or its start not undone; the text of each can be shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused


class YearRefused(Refused):
    """Nothing was changed."""


class YearToCome(YearRefused):
    """The new year has not begun."""

    text = _("%(year)s has not begun. Choose this year or an earlier one.")


class SourceNotEarlier(YearRefused):
    """The answers would come from the same year or a later one."""

    text = _("Answers are copied from an earlier year: choose a year after %(source)s.")


class SourceWithoutAnswers(YearRefused):
    """The earlier year has nothing to copy."""

    text = _("%(source)s has no answers that could be copied.")


class NothingCopied(YearRefused):
    """No copied answer is left as it was copied."""

    text = _(
        "Nothing was removed: no answer of %(year)s is still as it was copied from %(source)s."
    )
