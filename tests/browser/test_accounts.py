"""Accounts in the browser: a second factor from set-up to log-in, and the administration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.models import User
from tests import factories as make
from tests.accounts.codes import code, protected
from tests.browser.conftest import OpenPage
from tests.browser.harness import axe, described, login
from tests.browser.test_journeys import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNT = [
    "/account/",
    "/account/password/",
    "/account/sessions/",
    "/account/second-factor/",
    "/account/reauthenticate/",
]
OPEN = ["/login/", "/account/password/new/", "/account/password/new/sent/", "/account/inactive/"]


@pytest.fixture
def director() -> User:
    return make.user(
        role="director",
        of=make.hospital(name="Wirbelsäulenklinik Musterstadt"),
        first_name="Ada",
        email="ada.mustermann@klinikum-musterstadt.example.org",
    )


def log_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.get_by_label("Username or e-mail").fill(name)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_second_factor_is_set_up_and_asked_for_at_the_next_log_in(
    page: Page, director: User, tmp_path: Path
) -> None:
    log_in(page, director.email)
    page.locator("summary", has_text="Account:").click()
    page.get_by_role("link", name="My account").click()
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("link", name="Set it up").click()
    assert described(axe(page)) == ""
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("img", name="QR code with the key below")).to_be_visible()
    assert page.locator("img.qr-code").evaluate("e => e.naturalWidth > 0")
    assert described(axe(page)) == ""
    page.get_by_label("Code").fill("1")
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong or too old")
    assert described(axe(page)) == ""
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Activate").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert described(axe(page)) == ""
    shown = page.locator(".recovery-codes li").all_inner_texts()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").click()
    path = tmp_path / "codes.txt"
    started.value.save_as(path)
    assert re.findall(r"^\d{8}$", path.read_text(encoding="utf-8"), re.MULTILINE) == shown

    page.locator("summary", has_text="Account:").click()
    page.get_by_role("button", name="Log out").click()
    log_in(page, director.username)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    assert described(axe(page)) == ""
    # The code of this half-minute may have served already; a recovery code always does.
    page.get_by_label("Code").fill(shown[0])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Departments")


def test_code_of_the_app_opens_the_account(page: Page, director: User) -> None:
    protected(director)
    log_in(page, director.username)
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Departments")


@pytest.mark.looks
@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "zh-CN"])
def test_pages_of_an_account_fit_a_phone_and_are_accessible(
    open_page: OpenPage, director: User, locale: str
) -> None:
    page = open_page(viewport=PHONE, locale=locale)
    visitor = open_page(viewport=PHONE, locale=locale)
    login(page, director)
    for reader, addresses in ((visitor, OPEN), (page, ACCOUNT)):
        for address in addresses:
            reader.goto(address)
            assert described(axe(reader)) == "", address
            width = reader.evaluate("document.documentElement.scrollWidth")
            assert width <= PHONE["width"], address


@pytest.mark.looks
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_of_the_administration_fit_and_are_accessible(
    open_page: OpenPage, director: User, width: int
) -> None:
    protected(director)
    page = open_page(viewport={"width": width, "height": 800})
    login(page, make.administrator())
    people = "/administration/people/"
    invited = make.user(email="nora@example.org", password=None)
    for address in (
        "/administration/",
        people,
        f"{people}?q=nobody",
        f"{people}invite/",
        f"{people}{director.pk}/",
        f"{people}{invited.pk}/",
    ):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(d => (d.open = true))")
        assert described(axe(page)) == "", address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_somebody_is_invited_and_given_a_role(page: Page) -> None:
    login(page, make.administrator())
    department = make.department(name="Spine surgery Musterstadt")
    page.goto("/administration/people/")
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody was invited")
    assert described(axe(page)) == ""
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Neu")
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_label("Role").first.select_option(label="Editor")
    page.get_by_label("Hospital or department").first.select_option(label=str(department))
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nora Neu")
    expect(page.get_by_role("status")).to_contain_text("was sent")

    page.locator("summary", has_text="Deactivate the account").click()
    page.get_by_role("button", name="Deactivate the account").click()
    expect(page.locator(".lede")).to_contain_text("deactivated")
