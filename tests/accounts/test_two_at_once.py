"""Two administrators at the same moment. Needs real row locks."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from assessments.accounts.services import mail, people
from assessments.accounts.services.refusals import AddressInUse, PersonRefused
from assessments.models import User
from tests import factories as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time anyway"
    ),
]


def test_two_invitations_of_one_address_make_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "send", lambda *_args, **_values: None)
    barrier = threading.Barrier(2)
    refused: list[PersonRefused] = []

    def invite(user: User) -> None:
        try:
            barrier.wait(timeout=10)
            people.invite(
                user=user,
                first_name="Nora",
                last_name="Neu",
                email="nora.neu@example.org",
                language="de",
                roles=(),
                link=lambda _person: "",
            )
        except PersonRefused as error:
            refused.append(error)
        finally:
            connection.close()

    administrators = [make.administrator(), make.administrator()]
    threads = [threading.Thread(target=invite, args=[user]) for user in administrators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [type(error) for error in refused] == [AddressInUse]
    assert User.objects.filter(email="nora.neu@example.org").count() == 1
