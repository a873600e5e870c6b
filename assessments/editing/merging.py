"""Two people, one form: what each changed since both opened it, put together field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Merged:
    """What is to be saved, and what has to be told or asked.

    `values` holds every field; `taken` names those that only the other person changed, `conflicts`
    those that both changed to different values: there, `values` holds mine.
    """

    values: dict[str, str]
    taken: tuple[str, ...]
    conflicts: tuple[str, ...]


def merge(base: Texts, mine: Texts, theirs: Texts) -> Merged:
    """Merge the fields of `mine` with `theirs`, both having started from `base`.

    Values are texts that are equal where they mean the same; a field that `base` or `theirs` does
    not name is empty there.
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
    """Fields of a record as text that compares the same wherever it comes from; "" is empty."""
    texts = {}
    for name in names:
        field = record._meta.get_field(name)
        assert isinstance(field, models.Field)
        value = field.value_from_object(record)
        texts[name] = "" if value is None else field.value_to_string(record)
    return texts
