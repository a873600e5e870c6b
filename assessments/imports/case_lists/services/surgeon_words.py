"""Which surgeon of a department each of a file's words for surgeons means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from assessments.models import Department, Surgeon, SurgeonAlias

# Titles, which are ignored when names are compared.
_TITLES = frozenset({"dr", "prof", "med", "pd", "priv", "doz", "habil", "univ", "oa", "ca", "md"})
_SIGNS = re.compile(r"[\W_]+")
LONGEST = SurgeonAlias._meta.get_field("text").max_length or 0


# Of one department; the oldest give way, and the next preview asks again.
MOST_WORDS: Final = 2_000


def matched(department: Department, words: Sequence[str]) -> list[int | None]:
    """The surgeon of each word: as remembered, else by code or name, else None; two queries."""
    remembered = dict(
        SurgeonAlias.objects.filter(department=department).values_list("text", "surgeon")
    )
    known: dict[frozenset[str], set[int]] = {}
    for surgeon in Surgeon.objects.filter(department=department):
        for text in (surgeon.code, surgeon.name):
            parts = _parts(text)
            if parts:
                known.setdefault(parts, set()).add(surgeon.pk)
    found: list[int | None] = []
    for word in words:
        meant = known.get(_parts(word), set())
        by_text = next(iter(meant)) if len(meant) == 1 else None
        found.append(remembered.get(word[:LONGEST], by_text))
    return found


def remember(department: Department, meant: Mapping[str, int | None]) -> None:
    """Remember the meaning of the words for the next import of the department; two queries."""
    SurgeonAlias.objects.bulk_create(
        [
            SurgeonAlias(department=department, text=word[:LONGEST], surgeon_id=surgeon)
            for word, surgeon in meant.items()
        ],
        update_conflicts=True,
        unique_fields=["department", "text"],
        update_fields=["surgeon"],
    )
    known = SurgeonAlias.objects.filter(department=department).order_by("-pk")
    surplus = list(known.values_list("pk", flat=True)[MOST_WORDS:])
    if surplus:
        SurgeonAlias.objects.filter(pk__in=surplus).delete()


def _parts(text: str) -> frozenset[str]:
    """The parts of a name without titles and in no order: "Dr. Weber, Anna" is "Anna Weber"."""
    parts = frozenset(_SIGNS.split(text.casefold())) - {""}
    return parts - _TITLES or parts
