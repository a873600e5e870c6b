"""E-mails to a person, in the person's language. Their texts are in templates/email/.

All but the invitation wait in a queue (`mail_queue`): whoever causes one is answered at once and
alike, whether there is somebody to write to and whether the mail server is up. The queue holds ids,
never an address or a link: a link is made when the e-mail is sent. docs/decisions/0050
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from assessments.accounts.services import mail_queue
from assessments.models import Notice, User
from assessments.models.choices import Role

logger = logging.getLogger(__name__)

_CLOSED: Final = "closed"
# Changes of an account of which its owner is told; texts in email/account_changed.txt.
ACCOUNT_CHANGES = (
    "password_changed",
    "second_factor_added",
    "second_factor_removed",
    "second_factor_reset",
    "recovery_codes_renewed",
    _CLOSED,
    "reopened",
    "administrator_made",
    "administrator_ended",
    "role_added",
    "role_removed",
    "details_changed",
)
# Between two attempts to send an e-mail, in minutes: a day in all.
_DELAYS: Final = (1, 5, 15, 60, 180, 360, 720)
_BEFORE_FILES: Final = 10
About = Mapping[str, Any]


def send(name: str, *, to: User, **context: object) -> None:
    """Send `email/<name>.txt`, whose first line is the subject; mail server errors are raised."""
    with override(to.language or settings.LANGUAGE_CODE):
        text = render_to_string(f"email/{name}.txt", {"person": to, **context})
    subject, _line, body = text.strip().partition("\n")
    send_mail(subject, body.lstrip(), None, [to.email])


def password_link(person: User, site: str) -> str:
    """The address on which a person chooses a password, once; `site`: "https://…"."""
    account, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
    return site + reverse("account_reset_password_from_key", kwargs={"uidb36": account, "key": key})


def offer_new_password(person: User | None, *, site: str) -> None:
    """Send the link to a new password; the same is queued where nobody was found."""
    _queue("new_password", person, {"site": site})


def tell_of_account_change(
    change: str, *, to: User, by: User | None = None, **facts: str | bool
) -> None:
    """Tell the owner what was changed; `change`: one of ACCOUNT_CHANGES.

    `by` is who made the change, if that was somebody else. `facts` are for the text: `role` and
    `place`; `at_former_address` sends it where the owner was reached before. Nothing is sent
    without an address.
    """
    assert change in ACCOUNT_CHANGES
    _queue("account_changed", to, {"change": change, "by": by.pk if by else None} | facts)


def tell_of_step(notice: Notice, *, site: str) -> None:
    """Send a notice, if its recipient may still see it by then."""
    _queue("notice", notice.recipient, {"site": site, "notice": notice.pk})


@task(queue_name=mail_queue.QUEUE, priority=_BEFORE_FILES)
def deliver(kind: str, person_id: int | None, about: dict[str, Any], attempt: int) -> None:
    """Send one e-mail, or queue it once more; nothing where there is nobody to send it to.

    Raises nothing of the mail server: the queue would keep its message, which names the address.
    """
    person = _reachable(person_id, about)
    context = _CONTEXTS[kind](person, about) if person else None
    if person is None or context is None:
        return
    try:
        send(kind, to=person, **context)
    except Exception as error:
        _try_again(error, kind, person, about, attempt)


def _reachable(person_id: int | None, about: About) -> User | None:
    """The account, with the address to write to; a closed one is only told that it was closed."""
    person = User.objects.filter(pk=person_id).first() if person_id is not None else None
    if person is None or not (person.is_active or about.get("change") == _CLOSED):
        return None
    if about.get("at_former_address"):
        former = person.history.exclude(email=person.email).order_by("-history_id").first()
        # Of this object alone; it is not saved.
        person.email = former.email if former else ""
    return person if person.email else None


def _queue(kind: str, person: User | None, about: About) -> None:
    """Queue an e-mail with the current transaction."""
    deliver.enqueue(kind, person.pk if person else None, dict(about), 0)
    seconds = settings.SEND_MAIL_WITHOUT_WORKER_AFTER
    if seconds is not None:
        transaction.on_commit(lambda: mail_queue.look_later(seconds), robust=True)


def _try_again(error: Exception, kind: str, person: User, about: About, attempt: int) -> None:
    what = (kind, person.pk, attempt + 1, type(error).__name__)
    if attempt >= len(_DELAYS):
        logger.error("E-mail %s to account %s is given up after %s attempts: %s", *what)
        return
    logger.warning("E-mail %s to account %s waits after attempt %s: %s", *what)
    later = deliver.using(run_after=timezone.now() + timedelta(minutes=_DELAYS[attempt]))
    later.enqueue(kind, person.pk, dict(about), attempt + 1)


def _of_new_password(person: User, about: About) -> dict[str, object]:
    return {"link": password_link(person, about["site"])}


def _of_account_change(_person: User, about: About) -> dict[str, object]:
    role = about.get("role")
    return {
        "change": about["change"],
        "by": User.objects.filter(pk=about["by"]).first(),
        "role": Role(role).label if role else "",
        "place": about.get("place", ""),
    }


def _of_notice(person: User, about: About) -> dict[str, object] | None:
    notice = Notice.objects.visible_to(person).filter(pk=about["notice"]).first()
    if notice is None:
        return None
    assessment = notice.assessment
    page = reverse("assessment", args=[assessment.department_id, assessment.pk])
    return {"notice": notice, "link": about["site"] + page}


# What a text needs, by its name; None where it no longer holds.
_CONTEXTS: Final[dict[str, Callable[[User, About], dict[str, object] | None]]] = {
    "new_password": _of_new_password,
    "account_changed": _of_account_change,
    "notice": _of_notice,
}
