from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from plotly.offline import get_plotlyjs
from pytest_django.fixtures import Settings


@pytest.fixture
def static(tmp_path: Path, settings: Settings) -> Path:
    settings.BASE_DIR = tmp_path
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    return tmp_path / "static" / "vendor" / "plotly"


def test_the_bundle_of_the_installed_wheel_is_copied_with_its_licence(static: Path) -> None:
    call_command("collect_plotly")
    assert (static / "plotly.min.js").read_text(encoding="utf-8") == get_plotlyjs()
    assert "MIT License" in (static / "LICENSE.txt").read_text(encoding="utf-8")


def test_a_bundle_of_another_version_is_replaced(static: Path) -> None:
    static.mkdir(parents=True)
    (static / "plotly.min.js").write_text("old")
    call_command("collect_plotly")
    assert (static / "plotly.min.js").read_text(encoding="utf-8") == get_plotlyjs()


def test_an_unchanged_bundle_is_not_written_again(static: Path) -> None:
    call_command("collect_plotly")
    before = (static / "plotly.min.js").stat().st_mtime_ns
    call_command("collect_plotly")
    assert (static / "plotly.min.js").stat().st_mtime_ns == before
