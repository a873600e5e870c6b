"""Keep locale/ in step with the texts of code and templates."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale

SOURCES = ("assessments", "spinecenter", "templates")
# No source locations and no wrapping: a text that only moves does not change the file.
_COLLECT = (
    "makemessages",
    "--no-location",
    "--no-wrap",
    "--no-obsolete",
    "--extension=html,txt,py",
)


class Command(BaseCommand):
    help = "check: locale/ has every text, compiled. update: collect the texts and compile them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check", "update"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Raise CommandError with the files that are out of date, and the remedy.

        Without the gettext tools a check says so and passes, unless REQUIRE_GETTEXT is set.
        """
        root = Path(settings.BASE_DIR)
        if shutil.which("msgfmt") is None:
            message = "the gettext tools are missing (Debian: apt-get install gettext)"
            if action == "update" or os.environ.get("REQUIRE_GETTEXT"):
                raise CommandError(message)
            self.stdout.write(f"translations not checked: {message}")
        elif action == "update":
            update(root)
        elif behind := problems(root):
            raise CommandError("\n".join([*behind, "Run `make messages`, translate and commit."]))


def update(root: Path) -> None:
    """Bring the .po files of root/locale up to the texts found under root, and compile them."""
    with _collected(root) as fresh:
        for locale in _locales():
            po = _po(root, locale)
            po.parent.mkdir(parents=True, exist_ok=True)
            if not po.exists() or _texts(po) != _texts(_po(fresh, locale)):
                shutil.copyfile(_po(fresh, locale), po)
            _compile(po, po.with_suffix(".mo"))


def problems(root: Path) -> list[str]:
    """A line for each .po file with missing or obsolete texts, and each outdated .mo file."""
    lines = []
    with _collected(root) as fresh:
        for locale in _locales():
            po = _po(root, locale)
            if not po.exists() or _texts(po) != _texts(_po(fresh, locale)):
                lines.append(f"{po.relative_to(root)}: not the texts of code and templates")
            elif not _is_compiled(po, fresh / f"{locale}.mo"):
                lines.append(
                    f"{po.with_suffix('.mo').relative_to(root)}: not compiled from its .po"
                )
    return lines


def _locales() -> list[str]:
    return [to_locale(code) for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def _po(root: Path, locale: str) -> Path:
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


@contextmanager
def _collected(root: Path) -> Iterator[Path]:
    """A copy of the sources whose locale/ has been brought up to date."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        (copy / "locale").mkdir()
        for name in (*SOURCES, "locale"):
            if (root / name).is_dir():
                ignore = shutil.ignore_patterns("fonts", "__pycache__", "*.mo")
                shutil.copytree(root / name, copy / name, ignore=ignore, dirs_exist_ok=True)
        # Without settings makemessages works on the current folder.
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        languages = [f"--locale={locale}" for locale in _locales()]
        _run([sys.executable, "-m", "django", *_COLLECT, *languages], copy, environment)
        yield copy


def _texts(po: Path) -> str:
    """The file without the line that holds the time of collecting."""
    lines = po.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith('"POT-Creation-Date'))


def _compile(po: Path, mo: Path) -> None:
    _run(["msgfmt", "--check-format", "-o", str(mo), str(po)], po.parent, dict(os.environ))


def _is_compiled(po: Path, fresh: Path) -> bool:
    committed = po.with_suffix(".mo")
    _compile(po, fresh)
    return committed.exists() and _catalogue(committed) == _catalogue(fresh)


def _catalogue(mo: Path) -> dict[object, str]:
    """The texts with their translations: versions of msgfmt write equal ones as different bytes."""
    with mo.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    catalogue: dict[object, str] = vars(translations)["_catalog"]
    return {text: value for text, value in catalogue.items() if text}


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    # The commands are constants of this module; no user input is part of them.
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise CommandError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
