"""What is stored of an import, as models instead of plain JSON.

`ImportBatch` has two columns of JSON: `rows`, what the file says, and `findings`, what was made of
it. Each kind of import has a model for each of them (`code_list_contents.py` here,
`reading/contents.py` in the folders of the other kinds), which is the only code that knows the
keys. A model is read with `read(batch)` and written with `put_into(batch)`; to change something,
one makes a changed copy.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, ClassVar, Protocol, Self, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError
from pydantic import create_model as _create_model

T = TypeVar("T")

# A column of a table as it is noted with an import.
Plain = str | int | float | bool | None
# Every column of a record by its name, when the record was replaced or changed.
NotedRecord = dict[str, Plain]


class Stored(Protocol):
    """An import, as far as its contents go."""

    rows: Any
    findings: Any


class DamagedContents(Exception):
    """What is stored of an import is not what its kind stores; nothing was changed.

    `batch` is the import, `place` the first key that is wrong. The text can be shown.
    """

    def __init__(self, batch: Any, place: str) -> None:
        self.batch = batch
        self.place = place
        super().__init__(batch, place)

    def __str__(self) -> str:
        return _(
            "What is stored of the import %(file)s cannot be read (%(place)s). Nothing was "
            "changed. Tell your administrator, who can bring it back from a backup."
        ) % {"file": self.batch, "place": self.place}


class Contents(BaseModel):
    """Base of all models of stored contents: nothing is coerced, ignored or changed.

    An error never quotes a value, because files may hold names.
    """

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False
    )

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The contents that `as_json` wrote. Raises `pydantic.ValidationError`."""
        return cls.model_validate(data)

    def as_json(self) -> dict[str, Any]:
        """Plain data to store; `from_json` turns it back."""
        return self.model_dump(mode="json")

    def with_values(self, **values: Any) -> Self:
        """The same contents with other values, which are checked."""
        return self.model_validate(dict(self) | values)


class StoredColumn(Contents):
    """All that one of the two columns of an import holds."""

    column: ClassVar[str]

    @classmethod
    def read(cls, batch: Stored) -> Self:
        """What is stored of the import. Raises `DamagedContents`."""
        try:
            return cls.from_json(getattr(batch, cls.column))
        except ValidationError as error:
            place = ".".join(map(str, (cls.column, *error.errors()[0]["loc"])))
            raise DamagedContents(batch, place) from error

    def put_into(self, batch: Stored) -> None:
        """Set the column of the import, which the caller saves."""
        setattr(batch, self.column, self.as_json())


def as_stored(kind: type[T]) -> BeforeValidator:
    """How a plain dataclass is read where it stands in contents: as strictly as the rest.

    Strict models take a dict for another model, but for a dataclass only from JSON.
    """
    holder = _create_model(f"Stored{kind.__name__}", __base__=Contents, value=(kind, ...))

    def read(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        return holder.model_validate_json(json.dumps({"value": value})).value  # type: ignore[attr-defined]

    return BeforeValidator(read)


def packed(kind: type[Any]) -> tuple[BeforeValidator, PlainSerializer]:
    """How a list of named tuples is stored: their columns once, and rows without names.

    Columns that older rows do not have yet are the last, and have a default.
    """
    names = list(kind._fields)

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        columns, rows = value.get("columns"), value.get("rows")
        if value.keys() != {"columns", "rows"} or not isinstance(columns, list):
            raise ValueError("not a table")
        if columns != names[: len(columns)]:
            raise ValueError("not the columns of this table")
        # Whether each row is one is seen when it becomes a named tuple.
        return rows

    def write(rows: list[Any]) -> dict[str, Any]:
        return {"columns": names, "rows": [list(row) for row in rows]}

    return BeforeValidator(read), PlainSerializer(write)


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        # Its own words quote the value.
        raise ValueError("not a time in ISO 8601") from None


def _iso(moment: datetime) -> str:
    return moment.isoformat()


# A time, stored in ISO 8601.
Moment = Annotated[datetime, BeforeValidator(_moment), PlainSerializer(_iso, when_used="json")]


def is_missing(value: Any) -> bool:
    """Whether an optional key is left out of the JSON."""
    return value is None
