"""Refusals of services: one base, and a text in the language of whoever reads it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django.utils import translation

import assessments
from assessments.editing.refusals import Refused
from assessments.imports.batches.services.refusals import ImportedForAnotherYear


def kinds_of_refusal() -> list[type[Exception]]:
    """Every error of the modules of refusals that says why nothing was changed."""
    modules = walk_packages(assessments.__path__, "assessments.")
    found = [import_module(one.name) for one in modules if one.name.endswith("refusals")]
    return [
        kind
        for module in found
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Exception)
        and kind.__module__ == module.__name__
    ]


def test_every_refusal_stands_on_the_same_base() -> None:
    kinds = kinds_of_refusal()
    assert len(kinds) > 60
    assert [kind.__name__ for kind in kinds if not issubclass(kind, Refused)] == []


def test_refusal_without_a_sentence_of_its_own_says_that_nothing_changed() -> None:
    assert str(Refused()) == "Nothing was changed."


@pytest.mark.parametrize(
    ("language", "begins"),
    [("en", "This file was imported for 2023 before"), ("de", "Diese Datei wurde")],
)
def test_refusal_is_read_in_the_language_of_its_reader_not_of_its_raiser(
    language: str, begins: str
) -> None:
    values: dict[str, Any] = {"other": 2023, "file": "a.csv", "person": "A", "year": 2024}
    with translation.override("en"):
        refusal = ImportedForAnotherYear(**values)
    with translation.override(language):
        assert str(refusal).startswith(begins)
