"""Removes what is no longer needed: `manage.py clean_up`, once a day by a timer.

Files of imports are also removed by every web process and worker, within minutes.
docs/decisions/0048
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.accounts.services import people
from assessments.editing import drafts
from assessments.imports.batches.services import steps
from assessments.imports.runs.services import runs
from assessments.sign_off.services import notices

# Tasks name only what they are for, so they may stay for those who look for a failure. One that
# still waits then is for files that expired within a day, or for an e-mail that is too late.
_TASKS_KEPT_FOR = runs.LISTED_FOR


class Command(BaseCommand):
    help = "Remove expired files, sessions, drafts, previews, notices, invitations and tasks."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove each and print how many there were."""
        now = timezone.now()
        runs.remove_expired()
        Session.objects.filter(expire_date__lt=now).delete()
        ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
        tasks = DBTaskResult.objects.filter(enqueued_at__lt=now - _TASKS_KEPT_FOR)
        counted = {
            "ended sessions": ended.delete()[0],
            "drafts": drafts.forget_old(now),
            "unconfirmed imports": steps.forget_unconfirmed(now),
            "old notices": notices.forget_old(now),
            "invitations": people.withdraw_old_invitations(now),
            "old tasks": tasks.delete()[0],
        }
        removed = ", ".join(f"{number} {name}" for name, number in counted.items())
        self.stdout.write(f"Removed: expired files, {removed}.")
