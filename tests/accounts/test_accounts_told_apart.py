"""A stranger at the log-in and at links cannot tell which accounts exist, nor in which state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import MD5PasswordHasher, PBKDF2PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from assessments.models import User
from tests import factories as make
from tests.accounts.codes import protected
from tests.pages.markup import text

pytestmark = pytest.mark.django_db

WRONG = "mistyped-again"
TOLD = "Wait five minutes, then try again"
NAMES = [
    "nobody",
    "nobody@example.org",
    "known",
    "known@example.org",
    # An invited person's username is the e-mail.
    "invited@example.org",
    "both@example.org",
    "closed",
    "closed@example.org",
    "protected",
    "no-address",
]


@pytest.fixture(autouse=True)
def accounts() -> None:
    make.user(username="known", email="known@example.org")
    make.user(username="both@example.org", email="both@example.org")
    make.user(username="invited@example.org", email="invited@example.org", password=None)
    make.user(username="closed", email="closed@example.org", is_active=False)
    make.user(username="no-address", email="")
    protected(make.user(username="protected", email="protected@example.org"))


@contextmanager
def hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The iterations of every hash that is computed meanwhile."""
    computed: list[int] = []
    for hasher in (MD5PasswordHasher, PBKDF2PasswordHasher):
        encode = hasher.encode

        def counted(
            self: object, *args: object, encode: object = encode, **more: int | None
        ) -> str:
            rounds = args[2] if len(args) > 2 else more.get("iterations")
            computed.append(int(str(rounds or getattr(self, "iterations", 1))))
            return str(encode(self, *args, **more))  # type: ignore[operator]

        monkeypatch.setattr(hasher, "encode", counted)
    yield computed
    monkeypatch.undo()


def log_in(name: str, password: str = WRONG, client: Client | None = None) -> tuple[int, str]:
    """Status and text of the answer, without what was typed."""
    form = {"username": name, "password": password}
    answer = (client or Client()).post("/login/", form)
    return answer.status_code, without(answer.text, name)


def without(page: str, *typed: str) -> str:
    page = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", page)
    for each in typed:
        page = page.replace(each, "…")
    return page


def test_a_wrong_password_is_answered_with_the_same_words_and_work_whoever_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers, work = {}, {}
    # The first request of a process does some things once.
    log_in("whoever comes first")
    for name in NAMES:
        with hashes(monkeypatch) as computed, CaptureQueriesContext(connection) as queries:
            answers[name] = log_in(name)
        work[name] = (computed, len(queries))
    assert work == dict.fromkeys(NAMES, work["nobody"])
    assert len(work["nobody"][0]) == 1
    assert answers == dict.fromkeys(NAMES, answers["nobody"])
    assert answers["nobody"][0] == 200


def test_work_is_the_same_with_the_hasher_of_production(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 3)
    for person in User.objects.exclude(username="invited@example.org"):
        person.set_password(make.PASSWORD)
        person.save()
    for name in NAMES:
        with hashes(monkeypatch) as computed:
            monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 3)
            log_in(name)
        assert computed == [3], name


@pytest.mark.parametrize("name", ["known", "closed", "closed@example.org", "both@example.org"])
def test_the_right_password_is_hashed_once_too(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with hashes(monkeypatch) as computed:
        log_in(name, make.PASSWORD)
    assert len(computed) == 1


def test_attempts_on_unknown_names_are_limited_as_those_on_known_ones() -> None:
    for name in NAMES:
        tried = {}
        for number in range(7):
            # Capital letters are the same name, whether it exists or not.
            spelt = name.upper() if number % 2 else name
            form = {"username": spelt, "password": WRONG}
            answer = Client().post("/login/", form, REMOTE_ADDR=f"198.51.100.{NAMES.index(name)}")
            tried[number] = TOLD in text(answer.text)
        assert list(tried.values()) == [False] * 5 + [True] * 2, name


def test_the_limit_of_an_account_does_not_tell_that_two_names_belong_together() -> None:
    for _attempt in range(5):
        log_in("known")
    strange, kin = log_in("nobody@example.org"), log_in("known@example.org")
    assert kin == strange
    # Refused all the same, with the right password too, and as if it were a wrong one.
    assert log_in("known@example.org", make.PASSWORD) == strange


def test_a_right_guess_beyond_the_limit_of_an_account_uses_up_an_attempt_as_a_wrong_one() -> None:
    for _attempt in range(5):
        log_in("known")
    for _attempt in range(5):
        assert TOLD not in text(log_in("known@example.org", make.PASSWORD)[1])
    assert TOLD in text(log_in("known@example.org", make.PASSWORD)[1])


def link(person: User, key: str = "") -> str:
    key = key or default_token_generator.make_token(person)
    return f"/account/password/new/{user_pk_to_url_str(person)}-{key}/"


def opened(address: str) -> tuple[int, str]:
    answer = Client().get(address, follow=True)
    return answer.status_code, without(answer.text, address)


def test_a_link_that_does_not_work_says_the_same_whatever_the_reason() -> None:
    known, closed = (User.objects.get(username=name) for name in ("known", "closed"))
    used = link(known)
    known.set_password("another-password-4711")
    known.save()
    gone = make.user()
    of_nobody = link(gone)
    gone.delete()
    forged = link(known, "abcdef-" + "0" * 32)
    out_of_range = f"/account/password/new/{'z' * 13}-abcdef-{'0' * 32}/"
    answers = [opened(address) for address in (used, link(closed), of_nobody, forged, out_of_range)]
    assert answers == [answers[0]] * 5
    assert "This link no longer works" in text(answers[0][1])


def test_a_link_that_was_opened_before_the_account_was_closed_sets_no_password() -> None:
    known = User.objects.get(username="known")
    visitor = Client()
    address = visitor.get(link(known)).headers["Location"]
    known.is_active = False
    known.save()
    new = {"password1": "quiet-lamp-over-harbour", "password2": "quiet-lamp-over-harbour"}
    assert "This link no longer works" in text(visitor.post(address, new).text)
    known.refresh_from_db()
    assert known.check_password(make.PASSWORD)
