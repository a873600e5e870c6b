"""How the modules stand to each other: what an import contract of layers cannot see."""

from __future__ import annotations

import ast
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
