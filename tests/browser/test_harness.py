"""The watcher must see what it is there to see, or every journey passes for nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from assessments.models.user import User
from tests.browser.conftest import OpenPage
from tests.browser.harness import Contexts, Watcher, axe, close_pages, described, login

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"


def _serve(page: Page, body: str) -> None:
    """Answer /made-up/ with this body under a strict policy."""

    def answer(route: Route) -> None:
        route.fulfill(
            body=f"<!doctype html><html lang=en><title>t</title><main>{body}</main></html>",
            content_type="text/html",
            headers={"Content-Security-Policy": POLICY},
        )

    page.route("**/made-up/", answer)
    page.goto("/made-up/")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<script>document.title = 'x'</script>", "Content Security Policy"),
        ("<p style='color: red'>x</p>", "Content Security Policy"),
        ("<img alt='x' src='https://example.org/x.png'>", "example.org"),
    ],
    ids=["inline script", "inline style", "image from elsewhere"],
)
def test_watcher_reports(page: Page, watcher: Watcher, body: str, problem: str) -> None:
    _serve(page, body)
    page.wait_for_load_state("networkidle")
    seen = "\n".join(watcher.problems)
    watcher.problems.clear()
    assert problem in seen


def test_watcher_reports_a_script_error(page: Page, watcher: Watcher) -> None:
    page.route(
        "**/broken.js",
        lambda route: route.fulfill(body="nowhere()", content_type="text/javascript"),
    )
    _serve(page, "<script src='/broken.js'></script>")
    page.wait_for_load_state("networkidle")
    seen = "\n".join(watcher.problems)
    watcher.problems.clear()
    assert "nowhere is not defined" in seen


def test_context_is_taken_again_without_cookies_rights_and_pages(
    contexts: Contexts, live_server: LiveServer
) -> None:
    asked = "navigator.permissions.query({name: 'geolocation'}).then(found => found.state)"
    with contexts.taken(base_url=live_server.url, timezone_id="UTC") as first:
        first.grant_permissions(["geolocation"])
        page = first.new_page()
        page.goto("/login/")
        assert first.cookies() != []
        assert page.evaluate(asked) == "granted"
        close_pages(first)
    with contexts.taken(base_url=live_server.url, timezone_id="UTC") as again:
        assert again is first
        assert again.cookies() == []
        assert len(again.pages) == 1
        assert again.pages[0].evaluate(asked) != "granted"
        with contexts.taken(base_url=live_server.url, timezone_id="UTC") as other:
            assert other is not again


@pytest.mark.looks
def test_axe_finds_an_image_without_a_text(page: Page) -> None:
    page.route("**/none.png", lambda route: route.fulfill(body="", content_type="image/png"))
    _serve(page, "<h1>x</h1><img src='/none.png'>")
    assert "image-alt" in {violation["id"] for violation in axe(page)}


def test_records_to_look_at_work_under_the_policy(open_page: OpenPage, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.admin_site"
    administrator = User.objects.create_superuser(username="ada", password="x")
    page = open_page()
    login(page, administrator)
    page.goto("/admin/")
    page.get_by_label("Password").fill("x")
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_title("Site administration | Django site admin")
    assert described(axe(page, include="#content")) == ""
