"""What every answer of the site carries, and what stays closed."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


@pytest.mark.django_db
def test_answers_carry_the_strict_policy(client: Client) -> None:
    policy = client.get("/health/").headers["Content-Security-Policy"]
    parts = (part.strip().split(" ", maxsplit=1) for part in policy.split(";"))
    assert dict(parts) == DIRECTIVES


@pytest.mark.django_db
def test_answers_forbid_framing_sniffing_and_referrers(client: Client) -> None:
    headers = client.get("/health/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@override_settings(SECURE_SSL_REDIRECT=True)
def test_plain_http_is_redirected_in_production(client: Client) -> None:
    response = client.get("/login/")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response.headers["Location"] == "https://testserver/login/"


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_health_is_answered_over_plain_http_in_production(client: Client) -> None:
    assert client.get("/health/").status_code == HTTPStatus.OK


def test_the_language_can_be_chosen_before_the_log_in(client: Client) -> None:
    response = client.post("/language/", {"language": "de", "next": "/login/"})
    assert response.status_code == HTTPStatus.FOUND
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"


def test_the_language_form_does_not_lead_elsewhere(client: Client) -> None:
    response = client.post("/language/", {"language": "de", "next": "https://example.org/"})
    assert response.headers["Location"] == "/"
