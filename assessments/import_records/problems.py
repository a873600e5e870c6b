"""What can be wrong with a file, where, and what to do about it.

A problem has a kind and values instead of a sentence, so that it is shown in the language of the
reader, also when it was stored with an import.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.import_records.problem_texts import TEXTS

SHOWN_CHARACTERS = 60
# Shown in full: a sentence of a form, and lists from which the reader is to choose.
_IN_FULL = {"said", "departments", "found_keys"}


@dataclass(frozen=True)
class Place:
    """Where in the file: a line and element of an XML file, or a cell of a table."""

    line: int = 0
    element: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    file: str = ""

    def __str__(self) -> str:
        parts = [
            _shortened(self.file),
            _("sheet “%s”") % _shortened(self.sheet) if self.sheet else "",
            _("row %d") % self.row if self.row else "",
            _("column %s") % self.column if self.column else "",
            _("line %d") % self.line if self.line else "",
            _("element %s") % _shortened(self.element) if self.element else "",
        ]
        return ", ".join(part for part in parts if part) or _("whole file")


WHOLE_FILE = Place()


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth knowing. `kind` is a key of `problem_texts.TEXTS`."""

    kind: str
    place: Place = WHOLE_FILE
    values: dict[str, Any] = field(default_factory=dict)

    def _text(self, part: int) -> str:
        shown = {
            key: _printable(value) if key in _IN_FULL else _shortened(value)
            for key, value in self.values.items()
        }
        return str(TEXTS[self.kind][part]) % shown

    @property
    def message(self) -> str:
        """What is wrong, in the active language."""
        return self._text(0)

    @property
    def remedy(self) -> str:
        """What to do about it, in the active language."""
        return self._text(1)

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.remedy}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """Plain data; `from_json` turns it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Problem:
        """The problem that `as_json` wrote."""
        return cls(data["kind"], Place(**data["place"]), data["values"])


class UnreadableFile(Exception):
    """A file that is refused; nothing of it is used. `problems` names everything found."""

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        super().__init__(self.problems)

    def shown(self, limit: int) -> UnreadableFile:
        """The same with no more problems than a page shows; `more` counts the others."""
        rest = max(0, len(self.problems) - limit)
        return UnreadableFile(self.problems[:limit], more=self.more + rest)

    def of_file(self, name: str) -> list[Problem]:
        """The problems with the name of the file among several."""
        return [replace(one, place=replace(one.place, file=name)) for one in self.problems]

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.more:
            text = ngettext("and %d more problem", "and %d more problems", self.more)
            lines.append(text % self.more)
        return "\n".join(lines)


def refuse(kind: str, place: Place = WHOLE_FILE, **values: Any) -> UnreadableFile:
    """The error for a single problem, to be raised."""
    return UnreadableFile([Problem(kind, place, values)])


def raise_all(problems: list[Problem], limit: int) -> None:
    """Raise `UnreadableFile` with at most `limit` problems, if there is any."""
    if problems:
        raise UnreadableFile(problems[:limit], more=max(0, len(problems) - limit))


def _printable(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return "".join(sign if sign.isprintable() else " " for sign in value)


def _shortened(value: Any) -> Any:
    text = _printable(value)
    if not isinstance(text, str):
        return value
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
