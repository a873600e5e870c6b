"""E-mails of accounts wait in the queue: asked for at once, sent later, tried again."""

from __future__ import annotations

import json
import logging
import smtplib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage, send_mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from assessments.accounts.services import mail, mail_queue
from assessments.models import User
from tests import factories as make
from tests.accounts.codes import protected
from tests.accounts.test_accounts_told_apart import without
from tests.accounts.test_passwords import change, link

pytestmark = pytest.mark.django_db

Mailbox = list[EmailMessage]
SEND_MAIL = "assessments.accounts.services.mail.send_mail"
RESET = "/account/password/new/"
ADDRESSES = ["ada@example.org", "nobody@example.org", "invited@example.org", "closed@example.org"]


@pytest.fixture(autouse=True)
def queue(settings: Settings, worker_keeps_connection: None) -> None:
    settings.TASKS = {
        "default": {
            "BACKEND": "django_tasks_db.DatabaseBackend",
            "QUEUES": ["default", mail_queue.QUEUE],
        }
    }


@pytest.fixture
def person() -> User:
    make.user(username="invited@example.org", email="invited@example.org", password=None)
    make.user(username="closed", email="closed@example.org", is_active=False)
    return make.user(username="ada", email="ada@example.org", language="de")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Lets the mail server fail, or work again."""

    def becomes(error: Exception | None) -> None:
        def sent(*arguments: Any, **options: Any) -> int:
            if error is not None:
                raise error
            return send_mail(*arguments, **options)

        monkeypatch.setattr(SEND_MAIL, sent)

    return becomes


def work() -> None:
    call_command("import_worker", "--once", "--interval", "0")


def due_now() -> None:
    """The waiting e-mails are due, however long their delay."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def delays() -> list[timedelta]:
    """How long each waiting e-mail waits."""
    return [
        task.run_after - task.enqueued_at for task in DBTaskResult.objects.filter(status="READY")
    ]


def asked(email: str) -> tuple[Any, ...]:
    """Status, text and number of queries of the answer to a request for a new password."""
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post(RESET, {"email": email})
    page = Client().get(answer.headers["Location"])
    return answer.status_code, answer.headers["Location"], without(page.text), len(queries)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ConnectionRefusedError(),
        TimeoutError("timed out"),
        smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")}),
    ],
)
def test_reset_answers_the_same_with_the_same_work_for_every_address_and_any_mail_server(
    person: User, server: Callable[[Exception | None], None], error: Exception | None
) -> None:
    server(error)
    answers = [asked(email) for email in ADDRESSES]
    assert answers == [answers[0]] * len(ADDRESSES)
    assert answers[0][0] == 302
    # The same number of rows, too: the queue of a known address is no longer than of another.
    assert DBTaskResult.objects.count() == len(ADDRESSES)


def test_slow_mail_server_is_not_waited_for(
    person: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: Mailbox
) -> None:
    monkeypatch.setattr(SEND_MAIL, lambda *_arguments: pytest.fail("sent in the request"))
    asked("ada@example.org")
    assert mailoutbox == []


def test_link_is_made_when_the_e_mail_is_sent_and_the_queue_holds_none(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    client.post(RESET, {"email": "ada@example.org"})
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs == {
        "args": ["new_password", person.pk, {"site": "http://testserver"}, 0],
        "kwargs": {},
    }
    work()
    assert mailoutbox[0].to == ["ada@example.org"]
    assert "Neues Passwort" in str(mailoutbox[0].subject)
    page = client.get(link(mailoutbox), follow=True)
    assert page.redirect_chain[-1][0].endswith("-set-password/")
    # Nor what was sent.
    stored = json.dumps(list(DBTaskResult.objects.values()), default=str)
    assert link(mailoutbox) not in stored
    assert "ada@example.org" not in stored


def test_unknown_and_closed_addresses_and_those_closed_meanwhile_get_nothing(
    person: User, mailoutbox: Mailbox
) -> None:
    asked("nobody@example.org")
    asked("closed@example.org")
    asked("ada@example.org")
    person.is_active = False
    person.save()
    work()
    assert mailoutbox == []


def test_e_mail_that_could_not_be_sent_is_tried_again_until_it_is(
    person: User,
    server: Callable[[Exception | None], None],
    mailoutbox: Mailbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server(smtplib.SMTPServerDisconnected("Connection unexpectedly closed: ada@example.org"))
    asked("ada@example.org")
    work()
    assert mailoutbox == []
    # Not at once: the server would only be asked again and again.
    work()
    assert [round(delay.total_seconds()) for delay in delays()] == [60]
    server(None)
    due_now()
    work()
    assert [message.to for message in mailoutbox] == [["ada@example.org"]]
    assert not DBTaskResult.objects.filter(status="READY").exists()
    assert "ada@example.org" not in caplog.text


def test_e_mail_is_given_up_after_a_day_of_growing_delays_without_a_trace_of_its_address(
    person: User,
    server: Callable[[Exception | None], None],
    mailoutbox: Mailbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server(smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")}))
    asked("ada@example.org")
    waited = []
    work()
    while delays():
        waited += delays()
        due_now()
        work()
    assert waited == sorted(waited)
    assert timedelta(hours=18) < sum(waited, timedelta()) <= timedelta(hours=24)
    (last,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert last.getMessage() == (
        f"E-mail new_password to account {person.pk} is given up after 8 attempts: "
        "SMTPRecipientsRefused"
    )
    stored = json.dumps(list(DBTaskResult.objects.values()), default=str)
    for trace in (caplog.text, stored):
        assert "ada@example.org" not in trace
        assert "account/password/new" not in trace


def test_e_mail_whose_sender_was_killed_is_sent_by_the_next_worker(
    person: User, mailoutbox: Mailbox
) -> None:
    asked("ada@example.org")
    begun = timezone.now() - timedelta(minutes=11)
    DBTaskResult.objects.update(status="RUNNING", started_at=begun)
    work()
    assert len(mailoutbox) == 1


def test_e_mail_that_somebody_is_sending_is_not_sent_twice(
    person: User, mailoutbox: Mailbox
) -> None:
    asked("ada@example.org")
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    work()
    assert mailoutbox == []


def test_what_was_sent_is_forgotten_after_a_day(person: User) -> None:
    asked("ada@example.org")
    work()
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=25))
    asked("invited@example.org")
    work()
    assert DBTaskResult.objects.count() == 1


def test_stranger_cannot_fill_a_mailbox(person: User, mailoutbox: Mailbox) -> None:
    statuses = []
    for number in range(30):
        # From other addresses and with capital letters, a minute apart.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda: 1_800_000_000.0 + number * 61)  # noqa: B023
            answer = Client().post(
                RESET,
                {"email": "Ada@example.org" if number % 2 else "ada@example.org"},
                REMOTE_ADDR=f"198.51.100.{number}",
            )
        statuses.append(answer.status_code)
    work()
    assert len(mailoutbox) == 10
    assert statuses == [302] * 10 + [429] * 20
    assert "at most ten times a day" in answer.text


def test_change_of_the_password_is_told_from_the_queue(
    client: Client, person: User, server: Callable[[Exception | None], None], mailoutbox: Mailbox
) -> None:
    client.force_login(person)
    server(ConnectionRefusedError())
    assert change(client) == "/account/"
    work()
    server(None)
    due_now()
    work()
    assert "Ihr Passwort wurde geändert" in str(mailoutbox[0].body)


def test_who_reset_the_second_factor_is_told_from_the_queue(
    client: Client, person: User, mailoutbox: Mailbox
) -> None:
    protected(person)
    root = make.user(username="root", is_superuser=True, first_name="Rita", last_name="Rot")
    client.force_login(root)
    client.post(f"/administration/people/{person.pk}/reset-second-factor/")
    assert mailoutbox == []
    work()
    assert "Rita Rot" in str(mailoutbox[0].body)


def test_e_mails_come_before_long_files(person: User) -> None:
    assert mail.deliver.priority > 0


def test_web_server_looks_itself_in_case_no_worker_runs(
    person: User,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: Mailbox,
    server: Callable[[Exception | None], None],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    timers: list[tuple[float, Callable[[], None]]] = []

    class Timer:
        daemon = False

        def __init__(self, seconds: float, call: Callable[[], None]) -> None:
            self.seconds, self.call = seconds, call

        def start(self) -> None:
            assert self.daemon
            timers.append((self.seconds, self.call))

    monkeypatch.setattr(mail_queue, "Timer", Timer)
    monkeypatch.setattr(f"{mail_queue.__name__}.connections.close_all", lambda: None)
    settings.SEND_MAIL_WITHOUT_WORKER_AFTER = 5.0
    server(ConnectionRefusedError())
    for email in ("ada@example.org", "nobody@example.org"):
        with django_capture_on_commit_callbacks(execute=True):
            asked(email)
    # One for both, and the same for either.
    assert [seconds for seconds, _call in timers] == [5.0]
    timers.pop()[1]()
    assert mailoutbox == []
    # It looks again when the next attempt is due.
    ((seconds, again),) = timers
    assert 55 < seconds <= 60
    timers.clear()
    server(None)
    due_now()
    again()
    assert [message.to for message in mailoutbox] == [["ada@example.org"]]
    assert timers == []
