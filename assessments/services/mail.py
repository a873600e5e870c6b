"""E-mails to a person, in the person's language. Their texts are in templates/email/."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from assessments.models import User


def send(name: str, *, to: User, **context: object) -> None:
    """Send `email/<name>.txt`, whose first line is the subject; errors of the mail server pass."""
    with override(to.language or settings.LANGUAGE_CODE):
        text = render_to_string(f"email/{name}.txt", {"person": to, **context})
    subject, _line, body = text.strip().partition("\n")
    send_mail(subject, body.lstrip(), None, [to.email])
