"""Rules for the markup of every page, checked without a browser."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 7)}
VOID = {"meta", "link", "input", "br", "hr", "img", "circle", "polyline", "rect"}


@dataclass
class Markup(HTMLParser):
    """Reads a page and collects its faults and its texts."""

    faults: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    references: set[str] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    tables_without_caption: int = 0
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open_tags.append(tag)
        self._check_policy(tag, given)
        self._collect(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check_policy(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if data.strip() and "script" not in self.open_tags:
            self.texts.append(" ".join(data.split()))

    def _check_policy(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style" or "style" in given:
            self.faults.append(f"style in <{tag}>")
        if any(name.startswith("on") for name in given):
            self.faults.append(f"script in an attribute of <{tag}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.faults.append("script in the page")
        for address in (given.get("src", ""), given.get("href", "") if tag == "link" else ""):
            if "//" in address:
                self.faults.append(f"fetched from elsewhere: {address}")

    def _collect(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self.ids[given["id"]] += 1
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.references |= set(given.get(name, "").split())
        if given.get("href", "").startswith("#"):
            self.references.add(given["href"][1:])
        if tag in HEADINGS:
            self.headings.append(HEADINGS[tag])
        self.tables_without_caption += {"table": 1, "caption": -1}.get(tag, 0)
        if tag == "th" and "scope" not in given:
            self.faults.append("th without scope")


def read(html: str) -> Markup:
    """The page, read to its end."""
    markup = Markup()
    markup.feed(html)
    markup.close()
    return markup


def faults(html: str) -> list[str]:
    """The faults of a page; empty if there is none."""
    page = read(html)
    found = list(page.faults)
    found += [f"not closed: <{tag}>" for tag in page.open_tags]
    found += [f"id twice: {name}" for name, times in page.ids.items() if times > 1]
    found += [f"refers to nothing: #{name}" for name in page.references - set(page.ids) - {""}]
    if page.headings[:1] != [1] or page.headings.count(1) != 1:
        found.append(f"not one h1 first: {page.headings}")
    steps = zip(page.headings, page.headings[1:], strict=False)
    found += [f"h{one} is followed by h{other}" for one, other in steps if other > one + 1]
    if page.tables_without_caption:
        found.append("a table without a caption")
    return found


def text(html: str) -> str:
    """The words of a page, a space between them, as read aloud."""
    return " ".join(read(html).texts)
