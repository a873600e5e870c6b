"""Names and keys remembered from case lists: seen, forgotten, brought back.

They are proposals for the next preview; no number rests on them, so they have no history.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from assessments.editing.locks import locked_department
from assessments.imports.batches.services.refusals import SurgeonGone
from assessments.models import Department, DepartmentKey, SurgeonAlias, User


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten: a key of the department, or a word for a surgeon (None: nobody)."""

    sort: str  # a key of MODELS
    text: str
    surgeon: int | None = None


MODELS: dict[str, type[SurgeonAlias] | type[DepartmentKey]] = {
    "names": SurgeonAlias,
    "keys": DepartmentKey,
}


@transaction.atomic
def forget(*, user: User, word: SurgeonAlias | DepartmentKey) -> Forgotten:
    """Delete a remembered word; the next preview asks again what it means."""
    locked_department(user, word.department_id)
    word.delete()
    if isinstance(word, DepartmentKey):
        return Forgotten("keys", word.key)
    return Forgotten("names", word.text, word.surgeon_id)


@transaction.atomic
def bring_back(*, user: User, department: Department, forgotten: Forgotten) -> None:
    """Remember a word again, unless an import has taught what it means meanwhile."""
    locked_department(user, department.pk)
    if forgotten.sort == "keys":
        DepartmentKey.objects.get_or_create(department=department, key=forgotten.text)
        return
    if forgotten.surgeon and not department.surgeons.filter(pk=forgotten.surgeon).exists():
        raise SurgeonGone(name=forgotten.text)
    SurgeonAlias.objects.get_or_create(
        department=department,
        text=forgotten.text,
        defaults={"surgeon_id": forgotten.surgeon},
    )
