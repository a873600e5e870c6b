"""The settings as another process reads them from its environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SETTING_NAMES = [
    "DEBUG",
    "DEMO",
    "ADMIN_SITE",
    "ALLOWED_HOSTS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
]
PRINT_SETTINGS = f"""
import json
from django.conf import settings
values = {{name: getattr(settings, name) for name in {SETTING_NAMES!r}}}
values["database"] = str(settings.DATABASES["default"]["NAME"])
print(json.dumps(values))
"""


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with nothing of Django's in its environment but this."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "spinecenter.settings"} | environment,
        capture_output=True,
        text=True,
    )


def _settings(**environment: str) -> dict[str, Any]:
    done = _python("-c", PRINT_SETTINGS, **environment)
    assert done.returncode == 0, done.stderr
    values: dict[str, Any] = json.loads(done.stdout)
    return values


def _documented_environment() -> dict[str, str]:
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, flags=re.MULTILINE))
    values["DJANGO_SECRET_KEY"] = "a-key-of-this-test-0123456789-abcdefghijklmnopqrstuvwxyz"
    return values


def test_an_empty_environment_is_a_closed_production_site() -> None:
    assert _settings() == {
        "DEBUG": False,
        "DEMO": False,
        "ADMIN_SITE": False,
        "ALLOWED_HOSTS": [],
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "database": str(ROOT / "var" / "db.sqlite3"),
    }


@pytest.mark.parametrize(("switch", "found"), [("on", True), ("off", False)])
def test_records_of_django_have_an_address_where_they_are_asked_for(
    switch: str, found: bool
) -> None:
    look = (
        "import django; django.setup(); from django.urls import Resolver404, resolve\n"
        "try: print(resolve('/admin/assessments/user/').view_name)\n"
        "except Resolver404: print('nothing')"
    )
    done = _python("-c", look, DJANGO_ADMIN_SITE=switch, DJANGO_SECRET_KEY="x" * 50)
    wanted = "admin:assessments_user_changelist" if found else "nothing"
    assert done.stdout.strip() == wanted, done.stderr


def test_the_demo_serves_this_machine_from_its_own_database_only() -> None:
    elsewhere = "postgres://spine:password@db.example.org:5432/spine"
    assert _settings(DJANGO_DEMO="on", DATABASE_URL=elsewhere) == {
        "DEBUG": False,
        "DEMO": True,
        "ADMIN_SITE": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1"],
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "database": str(ROOT / "var" / "demo.sqlite3"),
    }


def test_the_database_is_taken_from_its_address() -> None:
    values = _settings(DATABASE_URL="postgres://spine:password@db.example.org:5432/spine")
    assert values["database"] == "spine"


def test_a_switch_that_is_neither_on_nor_off_is_refused() -> None:
    done = _python("-c", PRINT_SETTINGS, DJANGO_DEBUG="maybe")
    assert "DJANGO_DEBUG='maybe': write on or off" in done.stderr


def test_a_server_without_a_secret_key_does_not_start() -> None:
    done = _python("-c", "import spinecenter.wsgi")
    assert done.returncode != 0
    assert "The SECRET_KEY setting must not be empty" in done.stderr


def test_a_server_starts_with_the_documented_environment() -> None:
    done = _python("-c", "import spinecenter.wsgi", **_documented_environment())
    assert done.returncode == 0, done.stderr


def test_the_documented_environment_leaves_nothing_to_warn_of() -> None:
    done = _python(
        "manage.py", "check", "--deploy", "--fail-level=DEBUG", **_documented_environment()
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


def test_the_demo_key_is_generated_once_and_kept() -> None:
    show = "from django.conf import settings; print(settings.SECRET_KEY)"
    first, second = (_python("-c", show, DJANGO_DEMO="on").stdout for _ in range(2))
    assert len(first.strip()) == 50
    assert first == second


def test_every_variable_the_settings_read_is_documented() -> None:
    code = (ROOT / "spinecenter" / "settings.py").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    read = set(re.findall(r'"(DJANGO_[A-Z_]+|DATABASE_URL)"', code))
    assert len(read) > 10
    assert {name for name in read if f"`{name}`" not in documented} == set()


MAIL_SETTINGS = """
import json
from django.conf import settings
print(json.dumps([settings.EMAIL_BACKEND.split(".")[-2], settings.EMAIL_HOST, settings.EMAIL_PORT,
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD, settings.EMAIL_USE_TLS,
    settings.EMAIL_USE_SSL]))
"""


@pytest.mark.parametrize(
    ("environment", "read"),
    [
        ({}, ["smtp", "localhost", 25, "", "", False, False]),
        (
            {"DJANGO_EMAIL_URL": "smtp+tls://spine:p%40ss%2Fword@mail.example.org:587"},
            ["smtp", "mail.example.org", 587, "spine", "p@ss/word", True, False],
        ),
        (
            {"DJANGO_EMAIL_URL": "smtp+ssl://mail.example.org:465"},
            ["smtp", "mail.example.org", 465, "", "", False, True],
        ),
        ({"DJANGO_DEMO": "on"}, ["console", "localhost", 25, "", "", False, False]),
    ],
    ids=["nothing said", "STARTTLS", "TLS", "demo"],
)
def test_the_mail_server_is_taken_from_its_address(
    environment: dict[str, str], read: list[object]
) -> None:
    done = _python("-c", MAIL_SETTINGS, **environment)
    assert json.loads(done.stdout) == read, done.stderr


def test_a_mail_server_of_an_unknown_kind_is_refused() -> None:
    done = _python("-c", MAIL_SETTINGS, DJANGO_EMAIL_URL="https://mail.example.org")
    assert "begin with smtp://, smtp+tls:// or smtp+ssl://" in done.stderr


def test_a_second_factor_for_all_and_the_proxy_s_address_are_switches() -> None:
    show = (
        "from django.conf import settings as s;"
        "print(s.REQUIRE_SECOND_FACTOR, getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', 0))"
    )
    switched = _python("-c", show, DJANGO_REQUIRE_SECOND_FACTOR="on", DJANGO_BEHIND_PROXY="on")
    assert (_python("-c", show).stdout, switched.stdout) == ("False 0\n", "True 1\n")
