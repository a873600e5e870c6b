"""The style sheet holds no rule for a class that no page carries."""

from __future__ import annotations

import re
from pathlib import Path

import crispy_bootstrap5
import pytest
from django.conf import settings

SHEET = settings.BASE_DIR / "static" / "css" / "site.css"
CRISPY = Path(crispy_bootstrap5.__file__).parent / "templates" / "bootstrap5"
# Where classes are written; forms are written by crispy-forms.
SOURCES = [
    *(settings.BASE_DIR / "templates").rglob("*.html"),
    *CRISPY.rglob("*.html"),
    *(settings.BASE_DIR / "static" / "js").glob("*.js"),
    *(
        path
        for path in (settings.BASE_DIR / "assessments").rglob("*.py")
        if {"views", "presenters", "pages"} & set(path.with_suffix("").parts)
    ),
]


def styled_classes(sheet: str) -> set[str]:
    """Every class a selector names."""
    without_comments = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    selectors = re.findall(r"[^{}]+(?=\{)", without_comments)
    return {name for part in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", part)}


def is_written(name: str, written: str) -> bool:
    """Whether a page writes the class, whole or with an end filled in: state-{{ … }}."""
    whole = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", written)
    stem = name.partition("-")[0]
    filled_in = (f"{stem}-{{{{", f"{stem}-{{}}")  # by a template, by format_html
    return bool(whole) or (stem != name and any(start in written for start in filled_in))


def read(paths: list[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_styled_class_is_on_a_page() -> None:
    written = read(SOURCES)
    unused = {n for n in styled_classes(SHEET.read_text("utf-8")) if not is_written(n, written)}
    assert unused == set()


@pytest.mark.parametrize(
    ("name", "found"), [("state-complete", True), ("steps", True), ("tag-missing", False)]
)
def test_class_is_found_whole_or_with_its_end_filled_in(name: str, found: bool) -> None:
    written = '<p class="state-{{ part.state }}"><i class="steps tag-missing-not"></i>'
    assert is_written(name, written) is found


def test_rule_inside_a_media_query_is_seen() -> None:
    assert styled_classes("@media print { .a > .b-c { x: 1.5rem } } /* .d {} */") == {"a", "b-c"}
