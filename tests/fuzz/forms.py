"""The forms of a page: where each is sent, and with which fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_FIELDS = {"input", "select", "textarea", "button"}
_PLAUSIBLE = {
    "number": "5",
    "date": "2020-03-05",
    "email": "beispiel@example.org",
    "password": "Spielzeug-Wirbel-77",
    "url": "https://example.org/",
}
_NUMERIC = {"numeric": "5", "decimal": "5"}


@dataclass
class Field:
    """A field of a form; `value` is what a person might send."""

    name: str
    value: str
    is_file: bool = False


@dataclass
class Form:
    """A form of a page; `action` and `method` as in the markup."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._orphans: dict[str, Form] = {}  # by the id that a field outside names
        self._open: Form | None = None
        self._select: Field | None = None
        self._text: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
            if "id" in given:
                self._orphans[given["id"]] = self._open
        elif tag == "option" and self._select is not None:
            self._take_option(self._select, given)
        elif tag in _FIELDS and given.get("name") and given["name"] != "csrfmiddlewaretoken":
            self._take_field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._text is not None and not self._text.value:
                self._text.value = "Beispiel"
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data.strip()

    def _take_field(self, tag: str, given: dict[str, str]) -> None:
        form = self._orphans.get(given.get("form", ""), self._open)
        if form is None:
            return
        kind = given.get("type", "text")
        value = given.get("value", "")
        if not value and kind != "hidden":
            value = _PLAUSIBLE.get(kind) or _NUMERIC.get(given.get("inputmode", ""), "Beispiel")
        taken = Field(given["name"], value, is_file=kind == "file")
        if tag == "select":
            taken.value = ""
            self._select = taken
        elif tag == "textarea":
            taken.value = ""
            self._text = taken
        form.fields.append(taken)

    def _take_option(self, select: Field, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if value and (not select.value or "selected" in given):
            select.value = value


def forms_of(html: str) -> list[Form]:
    """The forms of the page, in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.forms
