"""Why an assessment was not changed; the text of each can be shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused
from assessments.models import Assessment


class AssessmentRefused(Refused):
    """Nothing was changed; `assessment` is the one concerned, if there is one."""

    text = _("The assessment could not be changed.")

    def __init__(self, assessment: Assessment | None = None, **values: Any) -> None:
        self.assessment = assessment
        super().__init__(**values)


class AlreadyOpen(AssessmentRefused):
    """There is one for the same year and benchmark that is not signed off."""

    text = _("An assessment of %(year)d against this benchmark is open already.")


class ReopenInstead(AssessmentRefused):
    """The year was signed off before: a new revision has to say so."""

    text = _(
        "The assessment of %(year)d against this benchmark is signed off. To change it, reopen it: "
        "that starts a new revision, and the signed-off one stays."
    )


class NothingToJudge(AssessmentRefused):
    """There is nothing that could be judged."""

    text = _("Nothing is recorded for %(year)d, so there is nothing to judge yet.")


class IsDraft(AssessmentRefused):
    """It was not handed in, was taken back, or was returned for correction."""

    text = _("This assessment is a draft: submit it first. Nothing was changed.")


class IsSubmitted(AssessmentRefused):
    """It was handed in and waits for its review."""

    text = _(
        "%(person)s has already submitted this. It has to be accepted first. Nothing was changed."
    )


class IsReviewed(AssessmentRefused):
    """A consultant has accepted it."""

    text = _("%(person)s has already accepted this. Nothing was changed.")


class AlreadySignedOff(AssessmentRefused):
    """Frozen for ever."""

    text = _("%(person)s has already signed this off. Nothing was changed.")


class OwnSubmission(AssessmentRefused):
    """Four eyes: one person hands it in, another signs it off."""

    text = _(
        "You submitted this assessment yourself, so somebody else has to sign it off. "
        "Nothing was changed."
    )


class NotSignedOff(AssessmentRefused):
    """Only what is signed off can be reopened."""

    text = _("This assessment is not signed off, so it need not be reopened.")


class NothingWritten(AssessmentRefused):
    """A reason or a comment without words."""

    text = _("Write a few words. Nothing was changed.")


class TooLong(AssessmentRefused):
    """A reason or a comment nobody would read."""

    text = _("Please write no more than %(most)d characters. Nothing was changed.")


class NotAsked(AssessmentRefused):
    """The benchmark has no such input, measure or comment."""

    text = _("The benchmark of this assessment does not ask for this. Nothing was changed.")


class AlreadyAnswered(AssessmentRefused):
    """The measure waits for nothing, so nothing can be said not to be available."""

    text = _("This is answered meanwhile. Nothing was changed.")
