"""The gap dashboard and its downloads as the server answers them.

Asked is about the largest department of the demonstration, once by somebody who sees no other and
once by somebody who sees thirty, so that it stands beside peers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.records import database, departments, django_ready, queries_of
from tests.bench.result import Limit, Result, cpu_seconds

DEPARTMENT, YEAR = "musterburg", 2025
VISIBLE = 30
ROUNDS = 21
MS, QUERIES, KB = 100, 20, 250
PARTS = {"dashboard": "gap_dashboard", "summary": "gap_summary_pdf", "full": "gap_full_pdf"}
Ask = Callable[[], bytes]


def run() -> list[Result]:
    """Median CPU seconds of a request, taking turns; ratios are to the dashboard seen alone."""
    django_ready()
    with _served(), database():
        return _measured()


@contextmanager
def _served() -> Iterator[None]:
    """Settings that answer plain HTTP requests without collected static files."""
    from django.conf import settings
    from django.test import override_settings

    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        ALLOWED_HOSTS=["testserver"],
        SECURE_SSL_REDIRECT=False,
        MIDDLEWARE=[name for name in settings.MIDDLEWARE if "whitenoise" not in name],
        STORAGES=settings.STORAGES | {"staticfiles": static},
    ):
        yield


def _measured() -> list[Result]:
    alone, among = _readers()
    asked = {
        "dashboard, 1 department visible": alone["dashboard"],
        f"dashboard, {VISIBLE} departments visible": among["dashboard"],
        f"PDF summary, {VISIBLE} visible": among["summary"],
        f"PDF full, {VISIBLE} visible": among["full"],
    }
    taken = cpu_seconds(asked, ROUNDS)
    first = next(iter(taken.values()))
    return [_result(name, seconds, first, asked[name]) for name, seconds in taken.items()]


def _result(name: str, seconds: float, first: float, ask: Ask) -> Result:
    queries, size = queries_of(ask), len(ask()) / 1000
    budget: tuple[Limit, ...] = (Limit(queries, QUERIES, "queries"),)
    if name.startswith("dashboard"):
        budget = (Limit(1000 * seconds, MS, "ms"), *budget, Limit(size, KB, "KB"))
    return Result(name, seconds, seconds / first, f"CPU; {size:.0f} KB", budget)


def _readers() -> tuple[dict[str, Ask], dict[str, Ask]]:
    """The requests of two readers: of one who sees one department, of one who sees many."""
    from assessments.management import demo
    from assessments.models import Department, Membership, User

    demo.load()
    department = Department.objects.get(pk=demo.department_id(DEPARTMENT))
    peers = departments(VISIBLE - 1, department.care_tier)
    alone, among = (User.objects.create(username=name) for name in ("alone", "among"))
    Membership.objects.bulk_create(
        Membership(user=user, role="director", department=department) for user in (alone, among)
    )
    hospital = Department.objects.get(pk=peers[0]).hospital
    Membership.objects.create(user=among, role="director", hospital=hospital)
    return _requests(alone, department), _requests(among, department)


def _requests(user: Any, department: Any) -> dict[str, Ask]:
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.force_login(user)

    def asking(address: str) -> Ask:
        def ask() -> bytes:
            response = client.get(address)
            if response.status_code != 200:
                raise RuntimeError(f"{address} answered {response.status_code}")
            return response.content

        return ask

    return {part: asking(reverse(name, args=[department.pk, YEAR])) for part, name in PARTS.items()}
