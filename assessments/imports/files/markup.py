"""XML into plain nodes, without ever resolving an entity or opening anything the file names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from assessments.import_records.problems import Place, UnreadableFile, refuse
from assessments.imports.files.limits import MEGABYTE, Limits

_PIECE = 64 * 1024
_LONGEST_TAG = MEGABYTE
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, its line, its text and what it holds."""

    name: str
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and everything in it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def child(self, *names: str) -> Node | None:
        """The first direct child of one of the names."""
        return next((node for node in self.children if node.name in names), None)

    def find(self, name: str) -> Node | None:
        """The first node of that name at any depth."""
        return next(self.find_all(name), None)

    def find_all(self, name: str) -> Iterator[Node]:
        """All nodes of that name at any depth."""
        return (node for node in self.walk() if node.name == name)

    def outermost(self, name: str) -> Iterator[Node]:
        """The nodes of that name that are not within another one of it."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.name == name:
                yield node
            else:
                waiting.extend(reversed(node.children))

    def place(self) -> Place:
        """Where the element starts."""
        return Place(line=self.line, element=self.name)


class _Builder:
    """Target of the parser: builds nodes and counts them while they come in."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parser: DefusedXMLParser | None = None
        self.open: list[Node] = []
        self.pieces: list[str] = []
        self.root: Node | None = None
        self.elements = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        line = self.parser.parser.CurrentLineNumber if self.parser else 0
        node = Node(tag.rpartition("}")[2], line)
        self.elements += 1
        if self.elements > self.limits.elements:
            raise refuse("too_many_elements", node.place(), limit=self.limits.elements)
        if len(self.open) >= self.limits.depth:
            raise refuse("too_deep", node.place(), limit=self.limits.depth)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.pieces.clear()

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        if not node.children:
            node.text = "".join(self.pieces).strip()
        self.pieces.clear()

    def data(self, text: str) -> None:
        self.pieces.append(text)


def _feed(parser: DefusedXMLParser, data: bytes) -> None:
    """In pieces, so that a tag of millions of attributes is refused before it is taken apart."""
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
        inside = start + _PIECE - max(parser.parser.CurrentByteIndex, 0)
        if inside > _LONGEST_TAG:
            place = Place(line=parser.parser.CurrentLineNumber)
            raise refuse("broken_xml", place, reason="tag too long")


def read_markup(text: str, limits: Limits) -> Node:
    """The outermost element. Raises `UnreadableFile` naming the line of what is wrong."""
    builder = _Builder(limits)
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.parser = parser
    # The text is decoded already: a declared encoding no longer holds. The line stays.
    body = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    try:
        _feed(parser, body.encode("utf-8", "replace"))
        parser.close()
    except UnreadableFile:
        raise
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        raise refuse("document_type", Place(line=line)) from error
    except ParseError as error:
        line, _column = error.position
        reason = str(error).partition(":")[0]
        raise refuse("broken_xml", Place(line=line), reason=reason) from error
    if builder.root is None:
        raise refuse("not_xml")
    return builder.root
