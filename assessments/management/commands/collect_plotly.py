"""Copy the browser bundle out of the installed plotly wheel."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from plotly.offline import get_plotlyjs


class Command(BaseCommand):
    help = "Copy plotly.min.js from the installed plotly package to static/vendor/plotly/."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the bundle and its licence; an unchanged bundle is left as it is."""
        folder = Path(settings.STATICFILES_DIRS[0]) / "vendor" / "plotly"
        folder.mkdir(parents=True, exist_ok=True)
        _write_if_changed(folder / "plotly.min.js", get_plotlyjs())
        _write_if_changed(folder / "LICENSE.txt", _licence())
        self.stdout.write(f"plotly.min.js: {folder.relative_to(settings.BASE_DIR)}")


def _licence() -> str:
    package = distribution("plotly")
    for file in package.files or []:
        if file.name.startswith("LICENSE") and ".dist-info" in str(file):
            return file.read_text(encoding="utf-8")
    return f"plotly {package.version}: {package.metadata['License-Expression']}\n"


def _write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
