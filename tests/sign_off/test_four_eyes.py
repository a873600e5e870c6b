"""Whoever submitted an assessment does not sign it off."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from assessments.models import Assessment
from assessments.sign_off.services import refusals as errors
from assessments.sign_off.services import steps as assessments
from tests import factories as make
from tests.pages.markup import faults, text
from tests.sign_off.records import SITE, People, at_stage, draft, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> People:
    return people()


def address(found: Assessment, step: str = "") -> str:
    return f"/departments/{found.department_id}/assessments/{found.pk}/{step}"


def test_nobody_signs_off_what_they_submitted_unless_the_site_allows_it(
    who: People, settings: Settings
) -> None:
    found = assessments.submit(user=who.root, assessment=draft(who), site=SITE)
    found = assessments.accept(user=who.root, assessment=found, site=SITE)
    with pytest.raises(errors.OwnSubmission, match="somebody else has to sign it off"):
        assessments.sign_off(user=who.root, assessment=found, site=SITE)
    found.refresh_from_db()
    assert (found.status, found.report) == ("reviewed", None)

    settings.ALLOW_OWN_SIGN_OFF = True
    assert assessments.sign_off(user=who.root, assessment=found, site=SITE).is_signed_off


def test_another_administrator_signs_off_what_one_submitted(who: People) -> None:
    found = assessments.submit(user=who.root, assessment=draft(who), site=SITE)
    found = assessments.accept(user=who.root, assessment=found, site=SITE)
    other = make.administrator()
    assert assessments.sign_off(user=other, assessment=found, site=SITE).signed_off_by == other


def test_whoever_submitted_reads_who_signs_off(client: Client, who: People) -> None:
    found = assessments.submit(user=who.root, assessment=draft(who), site=SITE)
    assessments.accept(user=who.root, assessment=found, site=SITE)
    client.force_login(who.root)
    page = client.get(address(found)).text
    assert faults(page) == []
    assert "You submitted this yourself, so somebody else signs it off." in text(page)
    assert "It can be signed off by Consultant Muster, or by an administrator." in text(page)
    assert address(found, "sign-off/") not in page
    back = client.get(address(found, "sign-off/"), follow=True)
    assert "somebody else has to sign it off" in text(back.text)
    client.post(address(found, "sign-off/"))
    found.refresh_from_db()
    assert found.status == "reviewed"

    client.force_login(who.consultant)
    page = client.get(address(found)).text
    assert "It can be signed off by" not in text(page)
    assert address(found, "sign-off/") in page


def test_without_a_consultant_an_administrator_is_asked_to_sign_off(
    client: Client, who: People
) -> None:
    found = at_stage(who, "reviewed")
    who.consultant.memberships.all().delete()
    client.force_login(who.director)
    assert "No consultant can sign it off here: ask an administrator." in text(
        client.get(address(found)).text
    )
