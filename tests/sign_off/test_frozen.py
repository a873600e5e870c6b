"""The signed-off report: the same for ever, in every language, whatever happens to the records."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from assessments.gap_report.print import pdf
from assessments.gap_report.report import reading as read
from assessments.gap_report.report.as_json import json_text
from assessments.gap_report.report.contents import GapReport
from assessments.gap_report.sheets import csv_text, xlsx
from assessments.models import Assessment, ProcedureVolume, Surgeon
from assessments.pages.benchmarks import benchmark_in_language
from assessments.sign_off.reading.frozen_reports import (
    UnknownFormat,
    freeze,
    read_report,
    text_in_language,
)
from assessments.sign_off.services import steps as assessments
from benchmarks import library
from tests import factories as make
from tests import reports_sample
from tests.gap_report.downloads.opened import opened
from tests.pages.markup import faults, text
from tests.pages.records import YEAR
from tests.sign_off.records import SITE, People, at_stage, benchmark, people

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SAMPLES: list[Callable[[], GapReport]] = [
    reports_sample.sample,
    reports_sample.german_sample,
    reports_sample.chinese_sample,
    reports_sample.bare_sample,
]


def without_names(report: GapReport) -> GapReport:
    rows = tuple(replace(row, name="") for row in report.surgeons.rows)
    return replace(report, surgeons=replace(report.surgeons, rows=rows))


@pytest.mark.parametrize("sample", SAMPLES)
def test_report_is_read_back_as_it_was_less_the_names_of_surgeons(
    sample: Callable[[], GapReport],
) -> None:
    report = sample()
    assert read_report(json_text(report)) == without_names(report)


def test_copy_is_kept_a_language_and_english_stands_in_for_the_others() -> None:
    english = reports_sample.sample()
    german = replace(english, language="de")
    frozen = freeze([english, german])
    assert text_in_language(frozen, "de") == json_text(german)
    assert text_in_language(frozen, "fr") == text_in_language(frozen, "en") == json_text(english)


@pytest.mark.parametrize(
    "change",
    [{"format": "something-else"}, {"format_version": 4}, {"format_version": None}],
    ids=str,
)
def test_text_of_another_format_is_refused_by_name(change: dict[str, Any]) -> None:
    data = json.loads(json_text(reports_sample.sample())) | change
    with pytest.raises(UnknownFormat):
        read_report(json.dumps(data))


@pytest.mark.parametrize("change", [{"year": "2024"}, {"rungs": "abc"}, {"domains": None}], ids=str)
def test_text_of_the_format_with_wrong_values_is_not_guessed_at(change: dict[str, Any]) -> None:
    data = json.loads(json_text(reports_sample.sample())) | change
    with pytest.raises(ValueError, match="GapReport"):
        read_report(json.dumps(data))


# Signed off through the service -----------------------------------------------------------------


@pytest.fixture
def who(db: None) -> People:
    return people()


@pytest.fixture
def signed(who: People) -> Assessment:
    return at_stage(who, "signed_off")


def kept(found: Assessment, language: str) -> str:
    found.refresh_from_db()
    assert found.report is not None
    return text_in_language(found.report, language)


def get(client: Client, found: Assessment, name: str = "", language: str = "en") -> Any:
    address = f"/departments/{found.department_id}/assessments/{found.pk}/report/{name}"
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response


def everything(client: Client, found: Assessment) -> list[Any]:
    """What readers get of a signed-off report, in each language; files to the byte."""
    return [
        (
            get(client, found, "report.json", language).content,
            get(client, found, "summary.pdf", language).content,
            get(client, found, "full.pdf", language).content,
            text(get(client, found, "", language).text).partition("Notices")[2],
        )
        for language in LANGUAGES
    ]


def change_everything(who: People) -> None:
    """Records, names, and whatever the live report is made of."""
    ProcedureVolume.objects.filter(department=who.department).update(operations=1)
    Surgeon.objects.filter(department=who.department, code="S1").update(code="NEW", name="Dr Neu")
    make.outcome(department=who.department, year=YEAR, pillar="TUM", cases=80, events=40)
    who.department.name, who.department.care_tier = "Renamed unit", "university"
    who.department.save()
    who.department.hospital.name = "Renamed hospital"
    who.department.hospital.save()


@pytest.mark.parametrize("language", LANGUAGES)
def test_frozen_copy_is_to_the_byte_the_report_of_the_day(
    who: People, signed: Assessment, language: str
) -> None:
    with override(language):
        live = read.department_report(
            who.department, YEAR, benchmark_in_language(*signed.benchmark_key)
        )
    assert kept(signed, language) == json_text(live)
    assert json_text(read_report(kept(signed, language))) == json_text(live)
    assert signed.benchmark_digest == library.digest(*signed.benchmark_key)


def test_page_and_files_stay_as_they_were_after_everything_else_changed(
    client: Client, who: People, signed: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(who.editor)
    before = everything(client, signed)
    live = f"/departments/{who.department.pk}/gap/{YEAR}/report.json"
    live_before = client.get(live).content
    change_everything(who)
    assert client.get(live).content != live_before
    # No benchmark definition exists: the frozen report must not depend on one.
    monkeypatch.setattr(library, "load", lambda *key, **_more: pytest.fail(f"{key} was read"))
    after = everything(client, signed)
    assert after == before
    assert "Spine unit Süd" in after[0][3]
    assert "Renamed" not in str(after)


def test_page_of_the_frozen_report_is_the_dashboard_with_its_own_actions(
    client: Client, who: People, signed: Assessment
) -> None:
    client.force_login(who.consultant)
    page = get(client, signed).text
    assert faults(page) == []
    words = text(page)
    assert "Signed off by Consultant Muster" in words
    for part in ("Every measure with its evidence", "What holds the levels back", "Outcomes"):
        assert part in words
    assert "Import hospital data" not in words
    assert f"/gap/{YEAR}/" not in page
    assert "Dr Ahorn" not in words
    assert "S1" in words


FILES = ("report.json", "report.csv", "report.xlsx", "summary.pdf", "full.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_the_same_bytes_whenever_they_are_downloaded(
    client: Client,
    who: People,
    signed: Assessment,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(who.director)

    def digests() -> dict[str, str]:
        files = {name: get(client, signed, name, language) for name in FILES}
        for file in files.values():
            assert f"-{YEAR}-german-three-pillar-1.0." in file.headers["Content-Disposition"]
        return {name: sha256(file.content).hexdigest() for name, file in files.items()}

    before = digests()
    # What else was downloaded of the same process must not show.
    template = client.get(f"/departments/{signed.department_id}/profile.xlsx")
    assert template.status_code == 200
    shift = 400 * 86_400 + 3
    later, now = time.time() + shift, timezone.now() + timedelta(seconds=shift)
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(timezone, "now", lambda: now)
    client.force_login(who.director)
    assert digests() == before


def test_workbook_holds_the_time_of_the_sign_off_and_no_other(
    client: Client, who: People, signed: Assessment
) -> None:
    client.force_login(who.director)
    content = get(client, signed, "report.xlsx").content
    assert signed.signed_off_at is not None
    moment = signed.signed_off_at.replace(microsecond=0, tzinfo=None)
    properties = opened(content).properties
    assert (properties.created, properties.modified) == (moment, moment)
    with ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def made_of(report: GapReport) -> list[str]:
    """Digests of all files of a report."""
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    files = (
        xlsx(report, made_at=at),
        pdf(report, "full", made_at=at),
        pdf(report, "summary", made_at=at),
        csv_text(report).encode(),
        json_text(report).encode(),
    )
    return [sha256(content).hexdigest() for content in files]


MAKE_FILES = """
import sys
import django
django.setup()
from assessments.sign_off.reading.frozen_reports import read_report
from tests.sign_off.test_frozen import made_of
print(*made_of(read_report(sys.stdin.buffer.read().decode())))
"""


def test_another_process_whose_sets_have_another_order_makes_the_same_bytes() -> None:
    text = json_text(reports_sample.chinese_sample())
    done = subprocess.run(
        [sys.executable, "-c", MAKE_FILES],
        input=text.encode(),
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "spinecenter.settings",
            "DJANGO_SECRET_KEY": "of-this-test",
            "PYTHONHASHSEED": "1",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().split() == made_of(read_report(text))


@pytest.mark.parametrize("name", ["", "report.json", "summary.pdf", "full.pdf"])
def test_what_is_not_signed_off_has_no_frozen_report(
    client: Client, who: People, name: str
) -> None:
    found = at_stage(who, "reviewed")
    client.force_login(who.root)
    address = f"/departments/{found.department_id}/assessments/{found.pk}/report/{name}"
    assert client.get(address).status_code == 404


def test_peers_are_left_out_for_each_reader_sees_others(who: People, signed: Assessment) -> None:
    assert read_report(kept(signed, "en")).peers is None


def test_revisions_keep_their_own_reports(client: Client, who: People, signed: Assessment) -> None:
    client.force_login(who.director)
    first = get(client, signed, "report.json").content
    following = assessments.reopen(user=who.director, assessment=signed, reason="", site=SITE)
    change_everything(who)
    for call, user in (
        (assessments.submit, who.director),
        (assessments.accept, who.consultant),
        (assessments.sign_off, who.consultant),
    ):
        following = call(user=user, assessment=following, site=SITE)
    assert get(client, signed, "report.json").content == first
    assert get(client, following, "report.json").content != first
    assert benchmark().id in first.decode()
