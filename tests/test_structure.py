"""How the modules stand to each other: what an import contract of layers cannot see."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("assessments", "benchmarks", "spinecenter")


def sources(root: Path) -> dict[str, str]:
    """Every module below the root with its source, by dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path.read_text(encoding="utf-8")
    return found


def imported(source: str, modules: Iterable[str]) -> set[str]:
    """Which of the modules a source names: at its top, inside functions, for type checkers only."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name their module in full"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(name if name in modules else str(node.module))
    return found & set(modules)


def circle(sources: Mapping[str, str]) -> list[str]:
    """Modules that import each other in turn, the first again at the end; none: an empty list."""
    graph = {name: imported(source, sources.keys()) - {name} for name, source in sources.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = sources(ROOT)
    assert {package for package in PACKAGES if package in found} == set(PACKAGES)
    assert " ← ".join(circle(found)) == ""


@pytest.mark.parametrize(
    "back",
    [
        "from assessments.first import one",
        "from assessments import first",
        "import assessments.first",
        "def late():\n    from assessments.first import one",
        "if TYPE_CHECKING:\n    from assessments.first import one",
    ],
)
def test_circle_is_found_wherever_the_import_stands(back: str) -> None:
    forth = "from assessments.second import two"
    found = circle({"assessments": "", "assessments.first": forth, "assessments.second": back})
    assert sorted(set(found)) == ["assessments.first", "assessments.second"]


# More modules than this in one folder, and nobody knows all of them.
MOST_MODULES = 25


def test_no_folder_has_more_modules_than_one_can_know() -> None:
    modules = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py" and path.parent.name != "migrations"
    )
    assert {folder: count for folder, count in modules.items() if count > MOST_MODULES} == {}


def test_every_folder_says_what_it_holds() -> None:
    silent = [
        name
        for name, source in sources(ROOT).items()
        if name.startswith("assessments.") and not ast.get_docstring(ast.parse(source))
    ]
    assert [
        name for name in silent if ".management" not in name and ".migrations" not in name
    ] == []


def named_in(text: str) -> set[str]:
    """The files and folders of the project that a text names in backticks."""
    tops = ("assessments/", "benchmarks/", "spinecenter/", "templates/", "tests/", "locale/")
    return {name for name in re.findall(r"`([^`\s]+)`", text) if name.startswith(tops)}


def test_architecture_names_files_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {name for name in named_in(text) if "<" not in name}
    assert len(named) > 15
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_architecture_names_every_feature() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    features = {path.parent.name for path in (ROOT / "assessments").glob("*/__init__.py")}
    rooms = {path.parent.name for path in (ROOT / "benchmarks").glob("*/__init__.py")}
    names = (features | rooms) - {"migrations"}
    assert [name for name in sorted(names) if f"`{name}/`" not in text] == []
