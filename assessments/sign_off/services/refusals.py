"""Errors for changes of assessments that are refused; their texts can be shown to the user."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused
from assessments.models import Assessment


class AssessmentRefused(Refused):
    """Nothing was changed; `assessment` is the one concerned, or None."""

    text = _("The assessment could not be changed.")

    def __init__(self, assessment: Assessment | None = None, **values: Any) -> None:
        self.assessment = assessment
        super().__init__(**values)


class AlreadyOpen(AssessmentRefused):
    """The department has an assessment of this year and benchmark that is not signed off."""

    text = _("An assessment of %(year)d against this benchmark is open already.")


class ReopenInstead(AssessmentRefused):
    """The year is signed off: it can be reopened, but not started again."""

    text = _(
        "The assessment of %(year)d against this benchmark is signed off. To change it, reopen it: "
        "that starts a new revision, and the signed-off one stays."
    )


class NothingToJudge(AssessmentRefused):
    """The department has no records of the year."""

    text = _("Nothing is recorded for %(year)d, so there is nothing to judge yet.")


class IsDraft(AssessmentRefused):
    """The assessment is a draft: not submitted, taken back, or returned for correction."""

    text = _("This assessment is a draft: submit it first. Nothing was changed.")


class IsSubmitted(AssessmentRefused):
    """The assessment is submitted and waits for its review."""

    text = _(
        "%(person)s has already submitted this. It has to be accepted first. Nothing was changed."
    )


class IsReviewed(AssessmentRefused):
    """The assessment is accepted and waits for the sign-off."""

    text = _("%(person)s has already accepted this. Nothing was changed.")


class AlreadySignedOff(AssessmentRefused):
    """The assessment is signed off and cannot be changed any more."""

    text = _("%(person)s has already signed this off. Nothing was changed.")


class OwnSubmission(AssessmentRefused):
    """The user submitted the assessment; another person has to sign it off."""

    text = _(
        "You submitted this assessment yourself, so somebody else has to sign it off. "
        "Nothing was changed."
    )


class NotSignedOff(AssessmentRefused):
    """The assessment is not signed off; only signed-off ones can be reopened."""

    text = _("This assessment is not signed off, so it need not be reopened.")


class NothingWritten(AssessmentRefused):
    """The reason or comment is empty."""

    text = _("Write a few words. Nothing was changed.")


class TooLong(AssessmentRefused):
    """The reason or comment is too long."""

    text = _("Please write no more than %(most)d characters. Nothing was changed.")


class NotAsked(AssessmentRefused):
    """The benchmark has no such measure, or the profile no such section."""

    text = _("The benchmark of this assessment does not ask for this. Nothing was changed.")


class AlreadyAnswered(AssessmentRefused):
    """The measure has no missing inputs that could be declared not available."""

    text = _("This is answered meanwhile. Nothing was changed.")


class TooManyComments(AssessmentRefused):
    """The assessment has so many comments that nobody would read one more."""

    text = _("This assessment has %(count)d comments already, so no more are taken.")


class TooManyAtOnce(AssessmentRefused):
    """The person has commented so often within an hour; each comment is sent to several people."""

    text = _(
        "You have written %(count)d comments within an hour, and each is sent to several people. "
        "Nothing was stored: go on a little later."
    )


class TooManySteps(AssessmentRefused):
    """The assessment has gone to and fro so often within a day; each step is sent to people."""

    text = _(
        "This assessment has gone through %(count)d steps within a day, and each is sent to "
        "several people. Nothing was changed: go on tomorrow."
    )
