"""Who may do what: one table of roles and actions, read by query sets, services and pages."""

from __future__ import annotations

from typing import Final

Action = str

SEE: Final = "see"
SEE_NAMES: Final = "see_names"  # surgeons by name; everybody else sees their codes
RECORD: Final = "record"  # import, confirm, undo, type, delete, restore
SUBMIT: Final = "submit"  # hand an assessment in, take it back, open a new revision
COMMENT: Final = "comment"
REVIEW: Final = "review"  # ask for a correction, accept
SIGN_OFF: Final = "sign_off"

ROLES: Final = ("director", "editor", "consultant")

# An administrator (superuser) may do everything; nobody else administers.
ALLOWED: Final[dict[str, frozenset[Action]]] = {
    "director": frozenset({SEE, SEE_NAMES, RECORD, SUBMIT, COMMENT}),
    "editor": frozenset({SEE, SEE_NAMES, RECORD, COMMENT}),
    "consultant": frozenset({SEE, COMMENT, REVIEW, SIGN_OFF}),
}


def roles_that_may(action: Action) -> tuple[str, ...]:
    """The roles to which the table allows the action."""
    return tuple(role for role in ROLES if action in ALLOWED[role])
