"""The requirements name what the code imports, between bounds and with a reason."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
RUNTIME = ("assessments", "benchmarks", "spinecenter")
# Installed and bound by the package on the right, which promises to.
COMES_WITH = {"pydantic-core": "pydantic"}
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9-]+)(\[[a-z-]+\])?>=[\d.]+,<[\d.]+\s+# .+")


def _required(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    matches = [REQUIREMENT.fullmatch(line) for line in lines if line[:1].isalpha()]
    return {match["name"].lower() for match in matches if match}


def _imported(folders: tuple[str, ...]) -> set[str]:
    """Names of the distributions that provide what the Python files of these folders import."""
    modules: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.split(".")[0])
    foreign = modules - sys.stdlib_module_names - {*RUNTIME, "tests"}
    providers = packages_distributions()
    names = {providers[module][0].lower().replace("_", "-") for module in foreign}
    return {COMES_WITH.get(name, name) for name in names}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_has_both_bounds_and_a_reason(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    unclear = [line for line in lines if line[:1].isalpha() and not REQUIREMENT.fullmatch(line)]
    assert unclear == []


def test_the_site_imports_only_what_it_requires() -> None:
    assert _imported(RUNTIME) - _required("requirements.txt") == set()


def test_the_tests_import_only_what_is_required_for_them() -> None:
    required = _required("requirements.txt") | _required("requirements-dev.txt")
    assert _imported(("tests",)) - required == set()
