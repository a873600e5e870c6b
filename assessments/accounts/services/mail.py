"""E-mails to a person, in the person's language. Their texts are in templates/email/."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from assessments.models import User

# Changes of an account of which its owner is told; texts in email/account_changed.txt.
ACCOUNT_CHANGES = (
    "password_changed",
    "second_factor_added",
    "second_factor_removed",
    "second_factor_reset",
    "recovery_codes_renewed",
    "closed",
    "reopened",
    "administrator_made",
    "administrator_ended",
    "role_added",
    "role_removed",
    "details_changed",
)


def send(name: str, *, to: User, **context: object) -> None:
    """Send `email/<name>.txt`, whose first line is the subject; mail server errors are raised."""
    with override(to.language or settings.LANGUAGE_CODE):
        text = render_to_string(f"email/{name}.txt", {"person": to, **context})
    subject, _line, body = text.strip().partition("\n")
    send_mail(subject, body.lstrip(), None, [to.email])


def tell_of_account_change(
    change: str, *, to: User, by: User | None = None, **facts: object
) -> None:
    """Tell the owner by e-mail, on commit, what was changed; `change`: one of ACCOUNT_CHANGES.

    `by` is who made the change, if that was somebody else; `facts` are for the text. Nothing is
    sent without an address.
    """
    assert change in ACCOUNT_CHANGES
    if not to.email:
        return

    def mail() -> None:
        send("account_changed", to=to, change=change, by=by, **facts)

    # Robust: a mail server that does not answer must not hide what was done.
    transaction.on_commit(mail, robust=True)
