"""Merging, field by field, of what two people changed in the same form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Merged:
    """The merged form.

    `values` holds every field. `taken` names the fields that only the other person changed: their
    value is taken. `conflicts` names those that both changed to different values: `values` holds
    the value of `mine`.
    """

    values: dict[str, str]
    taken: tuple[str, ...]
    conflicts: tuple[str, ...]


def merge(base: Texts, mine: Texts, theirs: Texts) -> Merged:
    """Merge the fields of `mine` with `theirs`, both having started from `base`.

    Values are texts that are equal if they mean the same (`as_text`). A field that is missing in
    `base` or `theirs` counts as "" there.
    """
    values = dict(mine)
    taken, conflicts = [], []
    for name, value in mine.items():
        before, now = base.get(name, ""), theirs.get(name, "")
        if now in (before, value):
            continue
        if value == before:
            values[name] = now
            taken.append(name)
        else:
            conflicts.append(name)
    return Merged(values, tuple(taken), tuple(conflicts))


def as_text(record: models.Model, names: Iterable[str]) -> dict[str, str]:
    """Fields of a record as comparable text, the same for saved and unsaved values; None is ""."""
    texts = {}
    for name in names:
        field = record._meta.get_field(name)
        assert isinstance(field, models.Field)
        value = field.value_from_object(record)
        texts[name] = "" if value is None else field.value_to_string(record)
    return texts
