"""Secrets of second factors are stored encrypted; keys are replaced, and may be the wrong ones."""

from __future__ import annotations

import importlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from assessments import migrations
from assessments.models import User
from tests import factories as make
from tests.accounts.codes import SECRET, code, protected
from tests.accounts.test_second_factor import CODE, CODES, confirmed, password, set_up
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _key in range(3))
TOLD = "The second factor of this account cannot be read. Ask an administrator to reset it."


@pytest.fixture
def person() -> User:
    return make.user(username="ada", email="ada@example.org", language="en")


def stored(person: User) -> dict[str, Any]:
    """What is stored of the person's second factor, by its kind."""
    return dict(Authenticator.objects.filter(user=person).values_list("type", "data"))


def in_the_clear(person: User) -> list[str]:
    """A second factor as it was stored before secrets were encrypted; its recovery codes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("spinecenter.accounts.SecondFactorAdapter.encrypt", lambda _self, text: text)
        patch.setattr("spinecenter.accounts.SecondFactorAdapter.decrypt", lambda _self, text: text)
        return protected(person)


def migration() -> Any:
    """The module of the migration, whatever its number."""
    folder = Path(migrations.__path__[0])
    (path,) = folder.glob("*_encrypt_second_factors.py")
    return importlib.import_module(f"{migrations.__name__}.{path.stem}")


def rotate() -> str:
    out = StringIO()
    call_command("rotate_second_factor_keys", stdout=out)
    return out.getvalue()


def logs_in(code_typed: str) -> bool:
    client = Client()
    assert password(client) == CODE
    return client.post(CODE, {"code": code_typed}).headers.get("Location") == "/benchmarks/"


def test_neither_the_key_of_the_app_nor_the_seed_of_the_codes_is_stored_in_the_clear(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.generate_totp_secret", lambda: SECRET)
    monkeypatch.setattr(
        "allauth.mfa.recovery_codes.internal.auth.RecoveryCodes.generate_seed",
        classmethod(lambda _cls: "5eed" * 20),
    )
    client.force_login(person)
    assert set_up(confirmed(client)) == CODES
    kept = json.dumps(stored(person))
    assert SECRET not in kept
    assert "5eed" not in kept
    assert "10 codes are left." in text(client.get(CODES).text)


@pytest.mark.parametrize("keys", [[], [NEW], [NEW, OLD]])
def test_log_in_with_code_and_recovery_code(
    settings: Settings, person: User, keys: list[str]
) -> None:
    settings.SECOND_FACTOR_KEYS = keys
    codes = protected(person)
    assert logs_in(code())
    assert logs_in(codes[0])
    assert not logs_in(codes[0])


def test_key_is_replaced_while_everybody_keeps_their_second_factor(
    settings: Settings, person: User
) -> None:
    settings.SECOND_FACTOR_KEYS = [OLD]
    codes = protected(person)
    settings.SECOND_FACTOR_KEYS = [NEW, OLD]
    assert logs_in(codes[0])
    assert "2 secrets" in rotate()
    settings.SECOND_FACTOR_KEYS = [NEW]
    assert logs_in(code())
    # Which code was used is not forgotten.
    assert not logs_in(codes[0])
    assert logs_in(codes[1])


def test_first_key_of_ones_own_frees_from_the_secret_key(settings: Settings, person: User) -> None:
    protected(person)
    settings.SECOND_FACTOR_KEYS = [NEW]
    rotate()
    settings.SECRET_KEY = "another-key-of-this-site"
    assert logs_in(code())


def test_former_secret_keys_that_still_count_do_so_here_too(
    settings: Settings, person: User
) -> None:
    protected(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-this-site"
    assert logs_in(code())


def _damage(person: User, kind: str, name: str, value: object) -> None:
    authenticator = Authenticator.objects.get(user=person, type=kind)
    authenticator.data[name] = value
    authenticator.save()


def _lose_the_key(settings: Settings, person: User) -> None:
    settings.SECOND_FACTOR_KEYS = [OTHER]


def _cut(_settings: Settings, person: User) -> None:
    _damage(person, "totp", "secret", stored(person)["totp"]["secret"][:-5])
    _damage(person, "recovery_codes", "seed", None)


def _replace_by_one_in_the_clear(_settings: Settings, person: User) -> None:
    _damage(person, "totp", "secret", SECRET)
    _damage(person, "recovery_codes", "seed", "5eed" * 20)


@pytest.mark.parametrize("spoil", [_lose_the_key, _cut, _replace_by_one_in_the_clear])
def test_second_factor_that_cannot_be_read_is_told_and_logged_and_can_be_reset(
    client: Client,
    settings: Settings,
    person: User,
    caplog: pytest.LogCaptureFixture,
    spoil: Any,
) -> None:
    settings.SECOND_FACTOR_KEYS = [NEW]
    protected(person)
    spoil(settings, person)
    password(client)
    page = client.post(CODE, {"code": code()})
    assert page.status_code == 200
    assert TOLD in text(page.text)
    assert faults(page.text) == []
    assert client.get("/account/").status_code == 302
    assert "rotate_second_factor_keys" in caplog.text
    assert SECRET not in caplog.text

    root = Client()
    root.force_login(make.user(is_superuser=True, is_staff=True))
    root.post(f"/administration/people/{person.pk}/reset-second-factor/")
    assert password(Client()) == "/benchmarks/"


@pytest.mark.parametrize("address", [CODES, f"{CODES}new/", f"{CODES}file/"])
def test_page_of_codes_that_cannot_be_read_leads_back_and_says_why(
    client: Client, settings: Settings, person: User, address: str
) -> None:
    settings.SECOND_FACTOR_KEYS = [NEW]
    client.force_login(person)
    confirmed(client)
    protected(person)
    settings.SECOND_FACTOR_KEYS = [OTHER]
    page = client.get(address, follow=True)
    assert page.redirect_chain[-1][0] == "/account/"
    assert TOLD in text(page.text)


def test_secrets_that_cannot_be_read_are_named_and_the_others_are_encrypted_anew(
    settings: Settings, person: User
) -> None:
    settings.SECOND_FACTOR_KEYS = [OLD]
    protected(person)
    other = make.user(username="lost")
    protected(other)
    _damage(other, "totp", "secret", "fernet:damaged")
    settings.SECOND_FACTOR_KEYS = [NEW, OLD]
    with pytest.raises(CommandError, match=r"3 secrets .* of these accounts .*: lost"):
        rotate()
    settings.SECOND_FACTOR_KEYS = [NEW]
    assert logs_in(code())


@pytest.mark.parametrize("way", ["migration", "command"])
def test_what_is_stored_in_the_clear_is_encrypted(person: User, way: str) -> None:
    codes = in_the_clear(person)
    assert stored(person)["totp"]["secret"] == SECRET
    if way == "command":
        rotate()
    else:
        migration().encrypt(apps, None)
    assert SECRET not in json.dumps(stored(person))
    assert logs_in(code())
    assert logs_in(codes[3])


def test_migration_can_be_taken_back(person: User) -> None:
    protected(person)
    migration().decrypt(apps, None)
    assert stored(person)["totp"]["secret"] == SECRET
    migration().encrypt(apps, None)
    assert logs_in(code())


def test_the_same_secret_is_stored_differently_each_time() -> None:
    adapter = get_adapter()
    assert adapter.encrypt(SECRET) != adapter.encrypt(SECRET)


@pytest.mark.parametrize(("keys", "warned"), [([], True), ([NEW], False)])
def test_site_without_a_key_of_its_own_is_warned_of(
    settings: Settings, keys: list[str], warned: bool
) -> None:
    settings.SECOND_FACTOR_KEYS = keys
    found = run_checks(tags=["security"], include_deployment_checks=True)
    assert ("assessments.W001" in {each.id for each in found}) == warned
