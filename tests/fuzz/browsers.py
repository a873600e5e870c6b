"""Browsers of every role, each request of which is taken back."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any
from unittest.mock import patch

from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections
from django.db.transaction import atomic, set_rollback
from django.http import QueryDict

from spinecenter.wsgi import application
from tests.fuzz.sending import Sent
from tests.test_access import World

_CSRF = "c" * 32


@dataclass
class Answer:
    """What was answered; status 0 where nothing was."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Browsers:
    """A browser for each role; `faults` holds each break of the site once, with its request."""

    world: World
    faults: dict[str, str] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)

    def send(self, role: str, sent: Sent) -> Answer:
        """What the web server would be answered; a break is noted."""
        answer = Answer()

        def start(status: str, headers: list[tuple[str, str]], *_error: Any) -> Any:
            answer.status, answer.headers = int(status[:3]), dict(headers)

        environment = self._environment(role, sent)
        broken = partial(self._note, role, sent)
        got_request_exception.connect(broken, weak=False)
        try:
            with connection_kept(), atomic():
                response = application(environment, start)
                answer.body = b"".join(response)
                response.close()
                set_rollback(True)
        except Exception:
            broken()
        finally:
            got_request_exception.disconnect(broken)
        if answer.status >= 500:
            self.faults.setdefault(f"answered {answer.status}", f"{role} {sent}")
        return answer

    def report(self) -> str:
        """The faults with their requests, one after the other; "" where there is none."""
        return "\n\n".join(f"{place}\n  {request}" for place, request in self.faults.items())

    def _environment(self, role: str, sent: Sent) -> dict[str, Any]:
        """As a web server gives it, with the session of the role and a valid CSRF token."""
        if role not in self._sessions:
            self._sessions[role] = "" if role == "anonymous" else self._log_in(role)
        return {
            "REQUEST_METHOD": sent.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": sent.path,
            "QUERY_STRING": sent.query,
            "CONTENT_LENGTH": str(len(sent.body)),
            "CONTENT_TYPE": sent.content_type,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": f"sessionid={self._sessions[role]}; csrftoken={_CSRF}",
            "HTTP_X_CSRFTOKEN": _CSRF,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(sent.body),
            "wsgi.errors": sys.stderr,
            **sent.headers,
        }

    def _log_in(self, role: str) -> str:
        """The key of a session in which the password was asked for just now.

        Every request notes where the session is used, and with which browser.
        """
        client = self.world.client(role)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["seen_at"] = 0
        session.save()
        return str(session.session_key)

    def _note(self, role: str, sent: Sent, **_signal: Any) -> None:
        error = sys.exc_info()[1]
        assert error is not None
        last = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{role} {sent}\n  {str(error)[:300]}"
        self.faults.setdefault(f"{type(error).__name__} in {last.filename}:{last.lineno}", text)


@contextmanager
def connection_kept() -> Iterator[None]:
    """As in Django's test client: the connection, with its transaction, outlives the request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def names_read() -> Iterator[set[str]]:
    """The names by which views and forms ask for what was sent, in addresses and bodies."""
    names: set[str] = set()

    def noting(method: Any) -> Any:
        def noted(sent: QueryDict, name: Any, *more: Any, **options: Any) -> Any:
            names.add(str(name))
            return method(sent, name, *more, **options)

        return noted

    methods = ("get", "getlist", "__getitem__", "__contains__")
    noted = {method: noting(getattr(QueryDict, method)) for method in methods}
    with patch.multiple(QueryDict, **noted):
        yield names
