"""Pages on which a hospital says what it means by a code: from a preview to the changed count."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.code_overrides.services import changes as code_overrides
from assessments.imports.codes.presenters.override_words import override_address
from assessments.imports.files.source_files import SourceFile
from assessments.models import CodeOverride, Department, ImportBatch, User
from tests import factories as make
from tests.imports.codes.test_override_service import CASES, COUNTS, LEFT_OUT, LIST, listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def ada(department: Department) -> User:
    return make.user(role="editor", of=department, username="ada")


@pytest.fixture
def page(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(" ".join(response.content.decode().split()))


def preview(batch: ImportBatch) -> str:
    return reverse("import_preview", args=[batch.pk])


def test_unknown_code_is_classified_from_the_preview_and_counts_at_once(
    page: Client, ada: User, department: Department
) -> None:
    batch = listed(ada, department)
    link = override_address(batch, "5-83f.0")
    shown = text_of(page.get(preview(batch)))
    assert link in shown
    assert "estimated: 0–135" not in shown
    form = text_of(page.get(link))
    assert 'value="5-83f.0"' in form
    assert "Inside a spine chapter, but not in our table: please check." in form
    asked = COUNTS | {"system": "OPS", "code": "5-83f.0"}
    form = text_of(page.post(link, asked | {"look": "1"}))
    assert "Your hospital will say" in form
    assert "New in our house" in form
    assert not CodeOverride.objects.exists()
    shown = text_of(page.post(link, asked, follow=True))
    assert "5-83f.0 is classified by your hospital now" in shown
    assert "By the hospital: New in our house" in shown
    assert "decided by the hospital" in shown
    assert "5-83f.0: counts as an operation; Deformity; Deformity correction." in strip_tags(shown)
    batch.refresh_from_db()
    assert CodeListEstimates.read(batch).categories["spine"].high == 175
    # The same link leads on to what is there already.
    edit = reverse("code_override_edit", args=[department.pk, CodeOverride.objects.get().pk])
    assert page.get(link)["Location"].startswith(edit)


def strip_tags(text: str) -> str:
    for mark in ('<span class="code">', "</span>"):
        text = text.replace(mark, "")
    return text


def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    page: Client, department: Department
) -> None:
    address = reverse("code_override_new", args=[department.pk])
    nothing = dict.fromkeys(COUNTS, "")
    shown = text_of(page.post(address, nothing | {"system": "OPS", "code": "03.09"}))
    for said in (
        "03.09 does not look like a code of OPS.",
        "Choose at least one thing that differs from our table.",
        "Say why: others must be able to follow it.",
        'value="03.09"',
    ):
        assert said in shown
    both = LEFT_OUT | {"system": "OPS", "code": "5-831", "pathology": "DEF"}
    assert "has no pathology, kind or technique" in text_of(page.post(address, both))
    make.code_override(hospital=department.hospital, prefix="5-831")
    shown = text_of(page.post(address, LEFT_OUT | {"system": "OPS", "code": "5-831"}))
    assert "Your hospital classifies 5-831 already." in shown
    shown = text_of(page.get(f"{address}?system=OPS&code=5-831.0"))
    assert "Disc excision" in shown
    shown = text_of(page.get(f"{address}?system=OPS&code=5-83"))
    assert "These longer codes have rows of their own" in shown
    assert page.get(f"{address}?system=NONE&code=x&batch=y").status_code == 200


def test_list_change_removal_with_undo_and_history(
    page: Client, ada: User, department: Department
) -> None:
    listing = reverse("code_overrides", args=[department.pk])
    assert listing in text_of(page.get(reverse("import_list", args=[department.pk])))
    assert "None yet: our table decides" in text_of(page.get(listing))
    override = make.code_override(hospital=department.hospital, changed_by=ada)
    edit = reverse("code_override_edit", args=[department.pk, override.pk])
    assert edit in text_of(page.get(listing))
    assert "Our desk codes cysts here." in text_of(page.get(edit))
    changed = LEFT_OUT | {"reason": "Arachnoid cysts", "version": 1, "code": "5-999"}
    shown = text_of(page.post(edit, changed, follow=True))
    assert "Arachnoid cysts" in shown
    assert CodeOverride.objects.get().prefix == "5-035"
    # Somebody else still has the form as it was before.
    assert "Somebody else changed this classification meanwhile" in text_of(
        page.post(edit, changed)
    )
    remove = reverse("code_override_remove", args=[department.pk, override.pk])
    shown = text_of(page.post(remove, follow=True))
    assert "our table decides again" in shown
    assert "Removed by ada" in shown
    past = CodeOverride.history.get(history_type="-")
    restore = reverse("code_override_restore", args=[department.pk, past.pk])
    assert restore in shown
    shown = text_of(page.post(restore, follow=True))
    assert "in use again" in shown
    assert shown.count("Arachnoid cysts") >= 3  # the entry, and lines of its history
    assert CodeOverride.objects.get().version == 3


def test_case_list_says_that_it_was_read_before_and_asks_for_the_files(
    page: Client, ada: User, department: Department
) -> None:
    files = [SourceFile("cases.csv", CASES)]
    batch = case_imports.propose(user=ada, department=department, files=files)
    assert override_address(batch, "5-83f.0") in text_of(page.get(preview(batch)))
    override = code_overrides.add(
        user=ada, hospital=department.hospital, system="OPS", code="5-83f", values=COUNTS
    )
    shown = text_of(page.get(preview(batch)))
    assert "upload the same files again" in shown
    response = page.post(
        reverse("import_new", args=[department.pk]),
        {"department": department.pk, "file": SimpleUploadedFile("cases.csv", CASES)},
        follow=True,
    )
    shown = text_of(response)
    assert "upload the same files again" not in shown
    assert "5-83f: counts as an operation" in strip_tags(shown)
    batch = ImportBatch.objects.get(status="preview")
    case_imports.confirm(user=ada, batch=batch)
    code_overrides.remove(user=ada, override=override)
    explained = text_of(page.get(reverse("import_explain", args=[batch.pk]), {"pathology": "DEF"}))
    assert "By the hospital: New in our house" in explained
    shown = text_of(page.get(preview(batch)))
    assert "5-83f: counts as an operation" in strip_tags(shown)
    assert "upload the same files again" not in shown


def test_reader_sees_the_list_without_any_way_to_change_it(
    client: Client, ada: User, department: Department
) -> None:
    make.code_override(hospital=department.hospital)
    client.force_login(make.user(role="consultant", of=department))
    shown = text_of(client.get(reverse("code_overrides", args=[department.pk])))
    assert "Our desk codes cysts here." in shown
    assert "Classify a code otherwise" not in shown
    shown = text_of(client.get(preview(listed(ada, department))))
    assert "Classify otherwise" not in shown


def test_override_of_another_hospital_is_not_there(page: Client, department: Department) -> None:
    stranger = make.code_override()
    for name in ("code_override_edit", "code_override_remove"):
        assert page.post(reverse(name, args=[department.pk, stranger.pk])).status_code == 404
    assert "cysts" not in text_of(page.get(reverse("code_overrides", args=[department.pk])))
    stranger.delete()
    past = CodeOverride.history.get(history_type="-")
    address = reverse("code_override_restore", args=[department.pk, past.pk])
    assert page.post(address).status_code == 404


def test_reason_is_escaped_wherever_it_is_shown(
    page: Client, ada: User, department: Department
) -> None:
    reason = "<script>alert(1)</script>"
    make.code_override(hospital=department.hospital, reason=reason)
    batch = listed(ada, department)
    assert LIST.count(b"5-035") == 1
    for address in (preview(batch), reverse("code_overrides", args=[department.pk])):
        raw = page.get(address).content.decode()
        assert reason not in raw
        assert "&lt;script&gt;" in raw
