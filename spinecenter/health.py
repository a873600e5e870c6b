"""The health check asked by load balancers and monitoring.

A probe (an address in the setting HEALTH_PROBES) is told what is wrong, whatever host it names.
Strangers learn whether the site works and nothing else. docs/decisions/0053
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.log import log_response
from django.views.decorators.http import require_safe

from spinecenter import readiness
from spinecenter.readiness import Fault

GetResponse = Callable[[HttpRequest], HttpResponse]

_ADDRESS: Final = "/health/"


class _Seen:
    """What this process has found once and need not look for again."""

    # A database that was prepared stays prepared.
    database_prepared = False
    # The process has read the manifest of the static files once, so it has one verdict.
    static_files: list[Fault] | None = None


@require_safe
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 and "ok", or 503 and "failing"."""
    return _answer(request, details=False)


def answer_probes(get_response: GetResponse) -> GetResponse:
    """Middleware, the first of all: answers a probe before anything looks at its host."""

    def respond(request: HttpRequest) -> HttpResponse:
        asked = request.path_info == _ADDRESS and request.method in ("GET", "HEAD")
        if asked and is_probe(request.META.get("REMOTE_ADDR", "")):
            return _answer(request, details=True)
        return get_response(request)

    return respond


def is_probe(sender: str) -> bool:
    """Whether the address at the other end of the connection is one of HEALTH_PROBES."""
    if not settings.HEALTH_PROBES:
        return False
    try:
        address = ip_address(sender)
    except ValueError:  # a server behind a socket of its machine knows no address
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in settings.HEALTH_PROBES)


def _answer(request: HttpRequest, *, details: bool) -> HttpResponse:
    faults = [*_database(), *_static_files()]
    if not faults:
        response = HttpResponse("ok", content_type="text/plain")
    else:
        lines = [f"{fault.text} {fault.remedy}" for fault in faults] if details else []
        body = "\n".join(["failing", *lines])
        response = HttpResponse(body, content_type="text/plain", status=503)
        # Django's own line about an answer, with what is wrong.
        texts = " ".join(f"{fault.text} {fault.detail}".strip() for fault in faults)
        log_response("Not healthy: %s", texts, response=response, request=request)
    add_never_cache_headers(response)
    return response


def _database() -> list[Fault]:
    faults = readiness.database_answers(DEFAULT_DB_ALIAS)
    if not faults and not _Seen.database_prepared:
        faults = readiness.database_prepared(DEFAULT_DB_ALIAS)
        _Seen.database_prepared = not faults
    return faults


def _static_files() -> list[Fault]:
    if _Seen.static_files is None:
        _Seen.static_files = readiness.static_files()
    return _Seen.static_files or readiness.static_manifest_stands()
