"""The third-party files in the repository are those that their README names, to the byte."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from django.conf import settings
from plotly.offline import get_plotlyjs_version

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
README = VENDOR / "README.md"
PLOTLY = VENDOR / "plotly" / "plotly-basic.min.js"
REMEDY = (
    "The wheel in requirements.txt and the bundle in static/vendor/plotly/ speak different "
    "versions: static/vendor/README.md says how to raise the bundle."
)
# Kinds of traces and their engine that a bundle with maps has.
OF_MAPS = re.compile(r"mapbox|scattergeo|maplibre gl", re.IGNORECASE)


def test_every_file_has_the_digest_of_the_readme() -> None:
    listed = re.findall(r"^([0-9a-f]{64})  (\S+)$", README.read_text(encoding="utf-8"), re.M)
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != README
    }
    assert found == {name: digest for digest, name in listed}


def test_every_folder_has_its_licence() -> None:
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert len(folders) >= 2
    for folder in folders:
        assert "MIT License" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_bundle_is_of_the_version_that_the_figures_are_checked_against() -> None:
    head = PLOTLY.read_text(encoding="utf-8")[:200]
    found = re.search(r"plotly\.js \(basic - minified\) v(\S+)", head)
    assert found
    assert found[1] == get_plotlyjs_version(), REMEDY
    assert f"| {found[1]} |" in README.read_text(encoding="utf-8"), REMEDY


def test_bundle_is_small_has_no_maps_and_names_no_file_that_is_not_here() -> None:
    script = PLOTLY.read_text(encoding="utf-8")
    assert PLOTLY.stat().st_size < 1_500_000
    assert OF_MAPS.findall(script) == []
    # The storage of static files would look for a source map, and fail.
    assert "sourceMappingURL" not in script
