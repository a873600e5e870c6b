"""What the health check says to probes and to strangers, and what it leaves in the log."""

from __future__ import annotations

import io
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client

from spinecenter import health
from tests import factories
from tests.spinecenter.log import log
from tests.spinecenter.static_site import FORGOTTEN, FORGOTTEN_NAMES, StaticSite, static_site

__all__ = ["log", "static_site"]

PROBES = [ip_network(text) for text in ("10.0.0.0/8", "127.0.0.1", "fd00::/8")]
BY_ADDRESS: Any = {"HTTP_HOST": "10.0.0.5:8000", "REMOTE_ADDR": "10.1.2.3"}
STRANGER: Any = {"HTTP_HOST": "spine.example.org", "REMOTE_ADDR": "192.0.2.1"}


@pytest.fixture(autouse=True)
def _a_new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health._Seen, "database_prepared", False)
    monkeypatch.setattr(health._Seen, "static_files", None)


@pytest.fixture
def probed(settings: LazySettings) -> None:
    settings.HEALTH_PROBES = PROBES
    settings.ALLOWED_HOSTS = ["spine.example.org"]
    settings.SECURE_SSL_REDIRECT = True


def stop_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused\nby 10.9.9.9")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.django_db
def test_health_answers_without_a_log_in(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_health_refuses_to_be_posted_to(client: Client) -> None:
    assert client.post("/health/").status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
@pytest.mark.parametrize("sender", ["10.1.2.3", "127.0.0.1", "fd00::7", "::ffff:10.1.2.3"], ids=str)
@pytest.mark.parametrize("host", ["10.0.0.5:8000", "", "no such host\r\n"], ids=repr)
def test_probe_is_answered_whatever_host_it_names_and_without_https(
    client: Client, sender: str, host: str
) -> None:
    response = client.get("/health/", HTTP_HOST=host, REMOTE_ADDR=sender)
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response.headers["Cache-Control"]
    assert client.head("/health/", HTTP_HOST=host, REMOTE_ADDR=sender).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
def test_probe_costs_one_query_whatever_cookies_it_sends(
    client: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    client.force_login(factories.user())
    client.get("/health/", **BY_ADDRESS)
    with django_assert_num_queries(1):
        assert client.get("/health/", **BY_ADDRESS).content == b"ok"


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
@pytest.mark.parametrize(
    "sent",
    [
        {"REMOTE_ADDR": "192.0.2.1"},
        {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "10.1.2.3"},
        {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_REAL_IP": "10.1.2.3"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "10.1.2.3, 192.0.2.1"},
    ],
    ids=str,
)
def test_wrong_host_of_others_is_refused_as_everywhere(client: Client, sent: Any) -> None:
    wrong = client.get("/health/", HTTP_HOST="10.0.0.5:8000", **sent)
    right = client.get("/health/", HTTP_HOST="spine.example.org", **sent)
    assert (wrong.status_code, right.status_code, right.content) == (400, 200, b"ok")


@pytest.mark.usefixtures("probed")
@pytest.mark.parametrize(("method", "path"), [("get", "/login/"), ("post", "/health/")])
def test_a_probe_may_ask_for_its_health_only(client: Client, method: str, path: str) -> None:
    assert getattr(client, method)(path, **BY_ADDRESS).status_code == 400


@pytest.mark.django_db
def test_without_the_setting_an_address_is_a_wrong_host(client: Client) -> None:
    assert client.get("/health/", **BY_ADDRESS).status_code == 400


@pytest.mark.usefixtures("probed")
def test_silent_database_is_503_with_one_line_in_the_log(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_database(monkeypatch)
    probe = client.get("/health/", **BY_ADDRESS)
    line = log.getvalue()
    stranger = client.get("/health/", **STRANGER)
    assert (probe.status_code, stranger.status_code) == (503, 503)
    assert probe.text == "failing\nThe database does not answer. Look at DATABASE_URL."
    assert stranger.text == "failing"
    assert line.count("\n") == 1
    assert "ERROR django.request: Not healthy: The database does not answer." in line
    assert r"connection refused\nby 10.9.9.9" in line
    assert log.getvalue().count("\n") == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
def test_forgotten_cache_table_is_seen_until_it_is_there(
    client: Client, settings: LazySettings
) -> None:
    caches = settings.CACHES
    settings.CACHES = {"default": caches["default"] | {"LOCATION": "forgotten"}}
    failing = client.get("/health/", **BY_ADDRESS)
    settings.CACHES = caches
    assert failing.status_code == 503
    assert failing.text.endswith("The cache table is missing. python manage.py createcachetable")
    assert client.get("/health/", **BY_ADDRESS).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
def test_forgotten_migrations_are_seen(
    client: Client, log: io.StringIO, settings: LazySettings
) -> None:
    settings.MIGRATION_MODULES = {"sessions": "django.contrib.sessions.migrations"}
    failing = client.get("/health/", **BY_ADDRESS)
    assert failing.status_code == 503
    assert failing.text.startswith("failing\nMigrations are not applied: ")
    assert failing.text.endswith(" first. python manage.py migrate")
    assert "Migrations are not applied" in log.getvalue()


# Static files -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
def test_process_started_before_collecting_fails_until_it_is_restarted(
    client: Client, static_site: StaticSite, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = client.get("/health/", **BY_ADDRESS)
    assert (failing.status_code, failing.text.splitlines()[0]) == (503, "failing")
    assert "The static files are not collected. python manage.py collectstatic" in failing.text
    assert log.getvalue().count("\n") == 1
    assert client.get("/health/", **STRANGER).content == b"failing"
    static_site.collect()
    assert client.get("/health/", **BY_ADDRESS).status_code == 503
    monkeypatch.setattr(health._Seen, "static_files", None)
    assert client.get("/health/", **BY_ADDRESS).status_code == 200
    static_site.manifest.unlink()
    assert "The collected static files have gone." in client.get("/health/", **BY_ADDRESS).text


@pytest.mark.django_db
@pytest.mark.usefixtures("probed")
@pytest.mark.parametrize(("forget", "text"), FORGOTTEN.items(), ids=FORGOTTEN_NAMES)
def test_forgotten_collectstatic_is_seen(
    client: Client, static_site: StaticSite, forget: Callable[[StaticSite], None], text: str
) -> None:
    static_site.collect()
    forget(static_site)
    static_site.start()
    failing = client.get("/health/", **BY_ADDRESS)
    assert failing.status_code == 503
    assert failing.text.startswith(f"failing\n{text}")
    assert "collectstatic" in failing.text
