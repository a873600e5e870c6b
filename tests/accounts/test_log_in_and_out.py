"""Log-in, log-out, language, and what everybody sees when something goes wrong."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db


def test_visitor_is_led_to_the_log_in_and_back_to_where_he_wanted_to_go(client: Client) -> None:
    user = make.user()
    response = client.get("/benchmarks/")
    assert response.headers["Location"] == "/login/?next=/benchmarks/"
    form = client.get("/login/?next=/benchmarks/")
    assert 'name="next" value="/benchmarks/"' in " ".join(form.text.split())
    answer = client.post(
        "/login/",
        {"username": user.username, "password": make.PASSWORD, "next": "/benchmarks/"},
    )
    assert answer.headers["Location"] == "/benchmarks/"


def test_log_in_never_leads_to_another_site(client: Client) -> None:
    user = make.user()
    form = {"username": user.username, "password": make.PASSWORD, "next": "https://example.org/"}
    assert client.post("/login/", form).headers["Location"] == "/"


@pytest.mark.parametrize("address", ["NaN", "portfolio", "http://[", "//["])
def test_log_in_leads_home_where_the_address_is_none(client: Client, address: str) -> None:
    user = make.user()
    assert client.post("/login/", {"username": "x", "next": address}).status_code == 200
    form = {"username": user.username, "password": make.PASSWORD, "next": address}
    assert client.post("/login/", form).headers["Location"] == "/"
    assert client.get(f"/login/?next={address}").headers["Location"] == "/"


@pytest.mark.parametrize("address", ["NaN", "//["])
def test_new_password_is_asked_for_whatever_comes_next(client: Client, address: str) -> None:
    answer = client.post("/account/password/new/", {"email": "a@example.org", "next": address})
    assert answer.headers["Location"] == "/account/password/new/sent/"


def test_wrong_password_is_told_in_a_summary_and_what_was_typed_is_kept(client: Client) -> None:
    response = client.post("/login/", {"username": "a<b>", "password": "wrong"})
    assert 'role="alert"' in response.text
    assert "You are not logged in" in text(response.text)
    assert 'value="a&lt;b&gt;"' in response.text
    assert "wrong" not in response.text
    assert faults(response.text) == []


def test_empty_fields_are_each_told_where_they_are(client: Client) -> None:
    html = client.post("/login/", {"username": "", "password": ""}).text
    assert 'href="#id_username"' in html
    assert 'href="#id_password"' in html
    assert 'aria-describedby="id_password-errors"' in html
    assert faults(html) == []


@pytest.mark.parametrize(
    ("role", "shown"),
    [("director", "Director"), ("editor", "Editor"), ("consultant", "Consultant")],
)
def test_menu_shows_name_and_role(client: Client, role: str, shown: str) -> None:
    user = make.user(role=role, of=make.department(), first_name="Ada", last_name="Lovelace")
    client.force_login(user)
    assert f"Account: Ada Lovelace {shown} My account Log out" in text(client.get("/").text)


def test_menu_of_an_administrator_leads_to_the_administration(client: Client) -> None:
    client.force_login(make.administrator())
    html = client.get("/").text
    assert 'href="/administration/"' in html
    assert "Administrator My account Administration Log out" in text(html)


def test_log_out_needs_a_post_and_ends_the_session(client: Client) -> None:
    client.force_login(make.user())
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/").status_code == 302


def test_language_is_switched_on_the_spot_and_stays(client: Client) -> None:
    client.force_login(make.user())
    response = client.post("/language/", {"language": "de", "next": "/benchmarks/?x=1"})
    assert response.headers["Location"] == "/benchmarks/?x=1"
    html = client.get("/benchmarks/?x=1").text
    assert '<html lang="de">' in html
    assert 'name="next" value="/benchmarks/?x=1"' in " ".join(html.split())


def test_log_in_page_is_sound(client: Client) -> None:
    html = client.get("/login/").text
    assert "Orientation, not a certification." in text(html)
    assert faults(html) == []


@pytest.mark.parametrize("is_member", [True, False], ids=["member", "visitor"])
def test_missing_page_says_what_may_be_the_reason(client: Client, is_member: bool) -> None:
    if is_member:
        client.force_login(make.user())
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "belongs to a department you are not assigned to" in text(response.text)
    assert faults(response.text) == []


def test_expired_form_says_that_nothing_was_changed() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "Nothing was changed." in text(response.text)
    assert faults(response.text) == []


def test_forbidden_page_says_who_can(client: Client) -> None:
    department = make.department()
    client.force_login(make.user(role="consultant", of=department))
    response = client.get(f"/departments/{department.pk}/import/")
    assert response.status_code == 403
    assert "A director or editor of the department can do it" in text(response.text)
    assert faults(response.text) == []


def test_broken_page_needs_neither_request_nor_database() -> None:
    html = render_to_string("500.html")
    assert "The mistake is ours" in text(html)
    assert faults(html) == []
