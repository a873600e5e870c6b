"""Who may do what: one table of roles and actions, read by query sets, services and pages."""

from __future__ import annotations

from typing import Final

Action = str

SEE: Final = "see"
RECORD: Final = "record"  # import, confirm, undo, type

ROLES: Final = ("director", "editor", "consultant")

# An administrator (superuser) may do everything; nobody else administers.
ALLOWED: Final[dict[str, frozenset[Action]]] = {
    "director": frozenset({SEE, RECORD}),
    "editor": frozenset({SEE, RECORD}),
    "consultant": frozenset({SEE}),
}

SEEING_ROLES: Final = tuple(role for role in ROLES if SEE in ALLOWED[role])
WRITING_ROLES: Final = tuple(role for role in ROLES if RECORD in ALLOWED[role])
