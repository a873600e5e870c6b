"""The pages of assessments: what each role reads and may do, and words that come back."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import Assessment
from tests.pages.markup import faults, text
from tests.workflow.records import People, at_stage, people

pytestmark = pytest.mark.django_db
BUTTONS = (
    "Submit for review",
    "Take back",
    "Accept",
    "Ask for a correction",
    "Sign off",
    "Reopen",
)


@pytest.fixture
def who() -> People:
    return people()


def address(found: Assessment, step: str = "") -> str:
    return f"/departments/{found.department_id}/assessments/{found.pk}/{step}"


def read(client: Client, found: Assessment, step: str = "") -> str:
    response = client.get(address(found, step))
    assert response.status_code == 200
    assert faults(response.text) == []
    return text(response.text)


def shown_buttons(words: str) -> set[str]:
    main = words.partition("Still to report")[0].partition("Comments")[0]
    main = main.replace("Signed off", "").replace("Accepted", "")
    return {button for button in BUTTONS if button in main}


@pytest.mark.parametrize(
    ("stage", "director", "consultant"),
    [
        ("draft", {"Submit for review"}, set()),
        ("submitted", {"Take back"}, {"Accept", "Ask for a correction"}),
        ("reviewed", set(), {"Sign off", "Ask for a correction"}),
        ("signed_off", {"Reopen"}, set()),
    ],
)
def test_page_offers_the_steps_of_the_role_and_no_other(
    client: Client, who: People, stage: str, director: set[str], consultant: set[str]
) -> None:
    found = at_stage(who, stage)
    for person, expected in (
        (who.director, director),
        (who.consultant, consultant),
        (who.editor, set()),
        (who.root, director | consultant),
    ):
        client.force_login(person)
        assert shown_buttons(read(client, found)) == expected, person
