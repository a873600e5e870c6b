"""Collecting, compiling and checking, on a project of one template."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

GERMAN = Path("locale/de/LC_MESSAGES/django.po")


@pytest.fixture
def gettext_tools() -> None:
    if shutil.which("msgfmt") is None and not os.environ.get("REQUIRE_GETTEXT"):
        pytest.skip("the gettext tools are missing (Debian: apt-get install gettext)")


@pytest.fixture
def project(tmp_path: Path, settings: Settings) -> Path:
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    _write_template(tmp_path, "Three pillars")
    return tmp_path


@pytest.fixture
def translated(project: Path, gettext_tools: None) -> Path:
    """The project with one German text, collected and compiled."""
    call_command("translations", "update")
    _translate(project / GERMAN, "Three pillars", "Drei Säulen")
    call_command("translations", "update")
    return project


def _write_template(project: Path, *texts: str) -> None:
    lines = [f'{{% translate "{text}" %}}' for text in texts]
    template = "\n".join(["{% load i18n %}", *lines])
    (project / "templates" / "page.html").write_text(template, encoding="utf-8")


def _translate(po: Path, text: str, translation: str) -> None:
    entry = f'msgid "{text}"\nmsgstr '
    content = po.read_text(encoding="utf-8")
    assert f'{entry}""' in content
    content = content.replace(f'{entry}""', f'{entry}"{translation}"')
    po.write_text(content.replace("#, fuzzy\n", ""), encoding="utf-8")


def test_translations_just_updated_pass(translated: Path) -> None:
    call_command("translations", "check")
    assert "Säulen".encode() in (translated / GERMAN).with_suffix(".mo").read_bytes()


def test_a_text_that_was_not_collected_is_reported(translated: Path) -> None:
    _write_template(translated, "Three pillars", "A new text")
    with pytest.raises(CommandError, match=r"locale/de/.*django\.po: not the texts"):
        call_command("translations", "check")


def test_a_text_that_is_used_no_more_is_reported(translated: Path) -> None:
    _write_template(translated, "Three rungs")
    with pytest.raises(CommandError, match=r"locale/zh_Hans/.*django\.po: not the texts"):
        call_command("translations", "check")


def test_a_translation_that_was_not_compiled_is_reported(translated: Path) -> None:
    po = translated / GERMAN
    po.write_text(po.read_text(encoding="utf-8").replace("Drei", "3"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"locale/de/.*django\.mo: not compiled"):
        call_command("translations", "check")


def test_collecting_again_changes_nothing(translated: Path) -> None:
    before = (translated / GERMAN).read_bytes()
    call_command("translations", "update")
    assert (translated / GERMAN).read_bytes() == before


def test_without_the_tools_a_check_says_that_it_did_not_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(project))
    monkeypatch.delenv("REQUIRE_GETTEXT", raising=False)
    call_command("translations", "check")
    assert "translations not checked" in capsys.readouterr().out


@pytest.mark.parametrize("action", ["check", "update"])
def test_without_the_tools_nothing_passes_where_they_are_required(
    project: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setenv("PATH", str(project))
    monkeypatch.setenv("REQUIRE_GETTEXT", "1")
    with pytest.raises(CommandError, match="gettext tools are missing"):
        call_command("translations", action)
