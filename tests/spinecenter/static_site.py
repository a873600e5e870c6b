"""A site with two static files of its own, to forget the collecting of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command


class StaticSite:
    """Sources and collected files in a folder of the test; a start reads their manifest."""

    def __init__(self, folder: Path, settings: LazySettings) -> None:
        self._settings, self.root = settings, folder / "collected"
        self.css, script = folder / "static" / "site.css", folder / "static" / "js" / "site.js"
        script.parent.mkdir(parents=True)
        script.write_text("1")
        self.css.write_text("a { color: red }")
        settings.STATICFILES_DIRS = [folder / "static"]
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
        settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
        self.start()

    def start(self) -> None:
        """Read the manifest anew, as another process would."""
        self._settings.STATIC_ROOT = self.root

    def collect(self) -> None:
        """Do what was forgotten; a process that runs already does not see it."""
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        self.start()

    @property
    def manifest(self) -> Path:
        return self.root / "staticfiles.json"

    def hashed(self) -> Path:
        """The collected file that pages name for site.css."""
        paths = json.loads(self.manifest.read_text(encoding="utf-8"))["paths"]
        return self.root / str(paths["site.css"])


@pytest.fixture
def static_site(tmp_path: Path, settings: LazySettings) -> StaticSite:
    return StaticSite(tmp_path, settings)


def change_after_collecting(site: StaticSite) -> None:
    site.css.write_text("a { color: tan }")


def add_after_collecting(site: StaticSite) -> None:
    (site.css.parent / "new.css").write_text("b { color: tan }")


def lose_a_file(site: StaticSite) -> None:
    site.hashed().unlink()


def damage_the_manifest(site: StaticSite) -> None:
    site.manifest.write_text("{")


def lose_everything(site: StaticSite) -> None:
    site.manifest.unlink()


# What happened after the files were collected → how its fault begins.
FORGOTTEN = {
    change_after_collecting: "Static files are missing or old: 1 of 2, site.css first.",
    add_after_collecting: "Static files are missing or old: 1 of 3, new.css first.",
    lose_a_file: "Static files are missing or old: 1 of 2, site.css first.",
    damage_the_manifest: "The manifest of the static files is damaged.",
    lose_everything: "The static files are not collected.",
}
FORGOTTEN_NAMES = [forget.__name__ for forget in FORGOTTEN]
