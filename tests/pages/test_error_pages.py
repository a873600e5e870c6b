"""What a reader sees when something is missing, forbidden or broken, in each language."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from django.views.csrf import csrf_failure
from django.views.defaults import page_not_found, permission_denied, server_error

from spinecenter.unreadable_requests import bad_request
from tests import factories as make
from tests.pages.markup import faults, read, text

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ENGLISH = {
    400: "This request cannot be read",
    404: "Page not found",
    403: "Not allowed",
    500: "Something went wrong",
}


def broken(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def page(status: int, language: str) -> str:
    """The site's own page for the status, as Django's handlers make it."""
    request = RequestFactory().get("/", headers={"accept-language": language})
    request.user = make.user()
    with translation.override(language):
        response = {
            400: lambda: bad_request(request, BadRequest()),
            404: lambda: page_not_found(request, Exception()),
            403: lambda: permission_denied(request, PermissionDenied()),
            500: lambda: server_error(request),
        }[status]()
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("status", ENGLISH)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_sound_and_in_the_readers_language(status: int, language: str) -> None:
    html = page(status, language)
    assert faults(html) == []
    assert f'<html lang="{language}">' in html
    assert (ENGLISH[status] in text(html)) is (language == "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_back_to_the_departments(language: str) -> None:
    for status in ENGLISH:
        assert 'href="/"' in page(status, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_expired_form_says_what_to_do(language: str) -> None:
    request = RequestFactory().post("/")
    request.user = make.user()
    with translation.override(language):
        html = csrf_failure(request).content.decode()
    assert faults(html) == []
    assert ("The form had expired" in text(html)) is (language == "en")


urlpatterns = [path("broken/", broken)]


@pytest.mark.urls(__name__)
def test_failure_is_answered_with_the_page_and_tells_nothing_of_its_cause() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make.user())
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "broken on purpose" not in response.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/", "/?q=zzz", "/import/", "/benchmarks/", "/login/"])
def test_page_with_nothing_to_show_is_sound(address: str, language: str) -> None:
    client = Client()
    if address != "/login/":
        department = make.department()
        user = make.user(role="director", of=department) if address != "/" else make.user()
        client.force_login(user)
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    assert faults(response.text) == []
    assert read(response.text).headings
