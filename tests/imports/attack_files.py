"""Files that are made to cost as much as they can, each of any size: `ATTACKS`, name -> maker.

A maker gets about how many bytes the file may hold unpacked.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from random import Random

from assessments.imports.files.source_files import SourceFile
from tests.imports.sample_files import department_xml, report_xml, xlsx

Maker = Callable[[int], list[SourceFile]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET, _BOOK, _TEXTS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
# What a part without rows may have.
_FRAME_BYTES = 1_950_000
_LIST = ("case", "date", "code")
_ROW = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in _LIST)
HEAD = f'<row r="1">{_ROW}</row>'


def workbook(name: str, parts: Mapping[str, str | bytes]) -> list[SourceFile]:
    """A workbook with these parts instead of its own."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx([["case", "date", "code"]]))) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in {*old.namelist(), *parts}:
            part = parts.get(member, old.read(member) if member in old.namelist() else b"")
            new.writestr(member, part + _noise(len(part)) if isinstance(part, str) else part)
    return [SourceFile(name, stream.getvalue())]


def _noise(size: int) -> str:
    """Comments that keep a part from shrinking so far that it is refused for that."""
    pieces = range(size // 400_000)
    return "".join(f"<!--{Random(one).randbytes(3_500).hex()}-->" for one in pieces)


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """The part of a sheet with these rows."""
    return f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def _many(piece: str, size: int) -> str:
    return piece * (size // max(1, len(piece)))


def _numbered(piece: str, size: int) -> str:
    """The piece with the numbers from 2 on, as often as it fits."""
    return "".join(piece % number for number in range(2, 2 + size // len(piece % 1_000_000)))


def _rows(row: str) -> Maker:
    return lambda size: workbook("rows.xlsx", {_SHEET: sheet(HEAD + _many(row, size))})


def _numbered_rows(row: str) -> Maker:
    return lambda size: workbook("rows.xlsx", {_SHEET: sheet(HEAD + _numbered(row, size))})


def _around(before: str = "", after: str = "", wrap: str = "%s") -> Maker:
    def made(size: int) -> list[SourceFile]:
        found = sheet(HEAD, wrap % _many(before, size) if before else "", wrap % _many(after, size))
        return workbook("around.xlsx", {_SHEET: found})

    return made


def last_row(_size: int) -> list[SourceFile]:
    """One cell in the last row that a sheet can have."""
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    return workbook("far.xlsx", {_SHEET: sheet(HEAD + far)})


def wide_row(size: int) -> list[SourceFile]:
    """One row of as many cells as fit."""
    return workbook("wide.xlsx", {_SHEET: sheet(f"<row>{_many('<c/>', size)}</row>")})


def full_rows(size: int) -> list[SourceFile]:
    """Rows of as many empty cells as a row can have."""
    return _rows(f"<row>{'<c/>' * 16_384}</row>")(size)


def filled_rows(size: int) -> list[SourceFile]:
    """Rows of numbers, as short as cells can be."""
    return _rows(f"<row>{'<c><v>1</v></c>' * 1_000}</row>")(size)


def day_rows(size: int) -> list[SourceFile]:
    """Rows of days, which take longest to read of all cells."""
    styles = f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    cells = sheet(HEAD + _many(f"<row>{'<c><v>1.5</v></c>' * 1_000}</row>", size))
    return workbook("days.xlsx", {_SHEET: cells, "xl/styles.xml": styles})


def _relations() -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx([[1]]))) as archive:
        return archive.read(_RELATIONS).decode()


def _texts(text: str, cells: str = "") -> Maker:
    def made(size: int) -> list[SourceFile]:
        relation = '<Relationship Type="x/sharedStrings" Target="sharedStrings.xml" Id="t"/>'
        parts = {
            _RELATIONS: _relations().replace("</", f"{relation}</"),
            _TEXTS: f'<sst xmlns="{_MAIN}">{_many(text, size)}</sst>',
            _SHEET: sheet(HEAD + cells),
        }
        return workbook("texts.xlsx", parts)

    return made


def giant_text(size: int) -> list[SourceFile]:
    """One text of that length, named by a cell, of signs that take four bytes each in memory."""
    text = "\U0001f9b4" + "a" * (size - 100)
    return _texts(f"<si><t>{text}</t></si>", '<row r="2"><c t="s"><v>0</v></c></row>')(size)


def styles(size: int) -> list[SourceFile]:
    """Nothing but styles of cells."""
    found = _many('<xf numFmtId="14"/>', min(size, _FRAME_BYTES))
    part = f'<styleSheet xmlns="{_MAIN}"><cellXfs>{found}</cellXfs></styleSheet>'
    return workbook("styles.xlsx", {"xl/styles.xml": part})


def formats(size: int) -> list[SourceFile]:
    """Formats of numbers, each used once."""
    half = min(size, _FRAME_BYTES) // 2
    found = _numbered('<numFmt numFmtId="%d" formatCode="[$-409]d"/>', half)
    used = _numbered('<xf numFmtId="%d"/>', half)
    part = f"<numFmts>{found}</numFmts><cellXfs>{used}</cellXfs>"
    return workbook(
        "formats.xlsx", {"xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{part}</styleSheet>'}
    )


def _book(sheets: str, names: str = "") -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{space}"><sheets>{sheets}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>"
    )


def sheet_names(size: int) -> list[SourceFile]:
    """Sheets that are all the same one."""
    names = _many('<sheet name="s" r:id="rId1"/>', min(size, _FRAME_BYTES))
    return workbook("sheets.xlsx", {_BOOK: _book(names)})


def same_sheet(size: int) -> list[SourceFile]:
    """As many sheets as are read, all of them the same large one."""
    names = '<sheet name="s" r:id="rId1"/>' * 20
    return workbook("same.xlsx", {_BOOK: _book(names), _SHEET: sheet(HEAD + _many("<row/>", size))})


def defined_names(size: int) -> list[SourceFile]:
    """Names of ranges of cells."""
    names = _many('<definedName name="n">A1</definedName>', min(size, _FRAME_BYTES))
    return workbook("names.xlsx", {_BOOK: _book('<sheet name="s" r:id="rId1"/>', names)})


def nested_cells(size: int) -> list[SourceFile]:
    """Elements within elements without an end."""
    return workbook("nested.xlsx", {_SHEET: sheet(_many("<a>", size))})


def long_tag(size: int) -> list[SourceFile]:
    """One attribute of that length."""
    return workbook("tag.xlsx", {_SHEET: sheet(f'<row a="{"x" * size}"/>')})


def many_attributes(size: int) -> list[SourceFile]:
    """One element of as many attributes as fit."""
    attributes = _numbered(' a%d=""', size)
    return workbook("tag.xlsx", {_SHEET: sheet(f"<row{attributes}/>")})


def rare_encoding(size: int) -> list[SourceFile]:
    """A part in which no tag begins with the usual byte."""
    body = sheet(HEAD + _many("<row/>", size)).encode("cp037")
    head = b'<?xml version="1.0" encoding="cp037"?>'
    return workbook("ebcdic.xlsx", {_SHEET: head + body})


def entities(_size: int) -> list[SourceFile]:
    """Entities that would unfold a thousand million times."""
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    head = f"<!DOCTYPE worksheet [{''.join(lines)}]>"
    row = '<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'
    return workbook("laughs.xlsx", {_SHEET: head + sheet(row)})


def small_workbooks(size: int) -> list[SourceFile]:
    """As many workbooks in one upload as it takes."""
    one = xlsx([list(_LIST)])
    return [SourceFile(f"{n}.xlsx", one) for n in range(min(40, size // 8_000))]


def _archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


def many_members(size: int) -> list[SourceFile]:
    """An archive of empty members."""
    data = _archive([(str(n), b"") for n in range(size // 110)])
    return [SourceFile("members.zip", data)]


def most_members(size: int) -> list[SourceFile]:
    """An archive of as many members as are read."""
    count = min(500, size // 60_000)
    rows = b"case;date;code\n" * (size // 10 // count // 15)
    data = _archive([(f"{number}.csv", rows) for number in range(count)])
    return [SourceFile("members.zip", data)]


def workbooks_in_archive(size: int) -> list[SourceFile]:
    """Workbooks in an archive, each of which unpacks to that size."""
    inner = full_rows(size)[0].data
    count = max(1, min(400, size // len(inner)))
    return [SourceFile("nested.zip", _archive([(f"{n}.xlsx", inner) for n in range(count)]))]


def archive_in_archive(size: int) -> list[SourceFile]:
    """Archives in an archive."""
    inner = _archive([("cases.csv", b"case;date;code\n" * (size // 15))])
    return [SourceFile("zips.zip", _archive([(f"{n}.zip", inner) for n in range(100)]))]


def lying_directory(size: int) -> list[SourceFile]:
    """A directory that says that a large sheet is small."""
    data = _rows("<row/>")(20 * size)[0].data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = archive.getinfo(_SHEET).file_size.to_bytes(4, "little")
    return [SourceFile("lies.xlsx", data.replace(true, (1_000).to_bytes(4, "little")))]


def _report(inside: Callable[[int], str]) -> Maker:
    return lambda size: [
        SourceFile("260100023-00-2019-xml.xml", report_xml(head=inside(size)).encode())
    ]


def nested_departments(size: int) -> list[SourceFile]:
    """Departments within departments, and all elements in the innermost."""
    tag = "Organisationseinheit_Fachabteilung"
    inside = f"<{tag}>" * 55 + _many("<a/>", size) + f"</{tag}>" * 55
    return [SourceFile("260100023-00-2019-xml.xml", report_xml(inside).encode())]


def different_codes(size: int) -> list[SourceFile]:
    """A report of as many different codes as fit."""
    codes = [(f"5-83{number}", "1") for number in range(size // 75)]
    text = report_xml(department_xml(procedures=codes))
    return [SourceFile("260100023-00-2019-xml.xml", text.encode())]


def many_departments(size: int) -> list[SourceFile]:
    """Departments with one procedure each."""
    one = (
        "<Organisationseinheit_Fachabteilung><Prozeduren><Prozedur><OPS_301>5-831.0</OPS_301>"
        "<Anzahl>5</Anzahl></Prozedur></Prozeduren></Organisationseinheit_Fachabteilung>"
    )
    return [SourceFile("260100023-00-2019-xml.xml", report_xml(_many(one, size)).encode())]


def _csv(text: Callable[[int], str], encoding: str = "utf-8") -> Maker:
    return lambda size: [
        SourceFile("list.csv", text(size if encoding != "utf-16" else size // 2).encode(encoding))
    ]


def _cases(row: str, above: str = "case;date;code\n") -> Callable[[int], str]:
    return lambda size: above + _numbered(row, size)


def gb18030(size: int) -> list[SourceFile]:
    """Bytes that are a text in GB18030, of signs that are no everyday Chinese."""
    return [SourceFile("list.csv", b"code;count\n" + b"\x81\x40" * (size // 2))]


def web_page(size: int) -> list[SourceFile]:
    """A web page under the name of a workbook."""
    rows = _many("<tr><td>1</td></tr>", size)
    return [SourceFile("list.xls", f"<table>{rows}</table>".encode())]


ATTACKS: Mapping[str, Maker] = {
    "workbook: empty rows": _rows("<row/>"),
    "workbook: empty cells in full rows": full_rows,
    "workbook: one empty cell a row": _rows("<row><c/></row>"),
    "workbook: filled cells": filled_rows,
    "workbook: one filled cell a row": _rows("<row><c><v>1</v></c></row>"),
    "workbook: days": day_rows,
    "workbook: cells in every hundredth row": lambda size: workbook(
        "sparse.xlsx",
        {
            _SHEET: sheet(
                HEAD
                + "".join(f'<row r="{100 * n}"><c><v>1</v></c></row>' for n in range(2, size // 36))
            )
        },
    ),
    "workbook: one cell in the last row": last_row,
    "workbook: one cell in the last column of each row": _rows(
        '<row><c r="XFD1"><v>1</v></c></row>'
    ),
    "workbook: blank cell in the last column of each row": _rows(
        '<row><c r="XFD1" t="str"><v> </v></c></row>'
    ),
    "workbook: cells in the thousandth column": _rows('<row><c r="ALL1"><v>1</v></c></row>'),
    "workbook: one row of millions of cells": wide_row,
    "workbook: texts in cells": _rows('<row><c t="inlineStr"><is><t>a</t></is></c></row>'),
    "workbook: merged cells": _around(
        after='<mergeCell ref="A1:B2"/>', wrap="<mergeCells>%s</mergeCells>"
    ),
    "workbook: validations": _around(
        after='<dataValidation sqref="A1"/>', wrap="<dataValidations>%s</dataValidations>"
    ),
    "workbook: conditional formats": _around(after="<conditionalFormatting/>"),
    "workbook: columns before the rows": _around(
        before='<col min="1" max="1"/>', wrap="<cols>%s</cols>"
    ),
    "workbook: styles": styles,
    "workbook: formats of numbers": formats,
    "workbook: shared texts": _texts("<si><t>a</t></si>", '<row><c t="s"><v>0</v></c></row>'),
    "workbook: pieces of a shared text": _texts("<si><r><t>a</t></r><r><t>a</t></r></si>"),
    "workbook: one giant shared text": giant_text,
    "workbook: sheets": sheet_names,
    "workbook: twenty times the same sheet": same_sheet,
    "workbook: defined names": defined_names,
    "workbook: deep nesting": nested_cells,
    "workbook: one giant attribute": long_tag,
    "workbook: many attributes": many_attributes,
    "workbook: a rare encoding": rare_encoding,
    "workbook: entities": entities,
    "workbook: a directory that lies": lying_directory,
    "workbooks: forty small ones": small_workbooks,
    "archive: empty members": many_members,
    "archive: as many members as are read": most_members,
    "archive: of workbooks": workbooks_in_archive,
    "archive: of archives": archive_in_archive,
    "report: elements": _report(lambda size: _many("<a/>", size)),
    "report: deep nesting": _report(lambda size: _many("<a>", size)),
    "report: attributes": _report(lambda size: "<a" + _numbered(' a%d=""', size) + "/>"),
    "report: nested departments": nested_departments,
    "report: departments": many_departments,
    "report: different codes": different_codes,
    "report: one giant text": _report(lambda size: f"<Name>{'a' * size}</Name>"),
    "report: entities": _report(lambda _size: "<Name>&a9;</Name>"),
    "list: one giant line": _csv(lambda size: "code;count\n" + "a" * size),
    "list: one giant line, first": _csv(lambda size: "a" * size),
    "list: a quotation mark without an end": _csv(
        lambda size: 'code;count\n5-831.0;"' + _many("5-984;1\n", size)
    ),
    "list: separators": _csv(lambda size: "code;count\n" + ";" * size),
    "list: separators, first": _csv(lambda size: ";" * size),
    "list: columns": _csv(lambda size: _numbered("c%d;", size)),
    "list: empty lines": _csv(lambda size: "code;count\n" + "\n" * size),
    "list: lines of carriage returns": _csv(
        lambda size: "case;date;code\r" + "1;2;3\r" * (size // 6)
    ),
    "list: codes": _csv(_cases("5-831.%d;1\n", "code;count\n")),
    "list: as many codes as are read": _csv(
        lambda size: "code;count;year\n" + _numbered("5-83%d;1;2023\n", min(size, 900_000))
    ),
    "list: wrong codes": _csv(_cases("x%d\n", "code;count\n")),
    "list: in UTF-16": _csv(_cases("5-831.%d;1\n", "code;count\n"), "utf-16"),
    "list: looks like GB18030": gb18030,
    "cases: rows": _csv(_cases("%d;2024-03-05;5-831.0\n")),
    "cases: distinct codes": _csv(_cases("1;2024-03-05;5-%d\n")),
    "cases: distinct codes of the spine": _csv(_cases("1;2024-03-05;5-83%d\n")),
    "cases: codes in one cell": _csv(
        lambda size: "case;date;codes\n" + _many("1;2024-03-05;" + "5-831.0," * 4_000 + "\n", size)
    ),
    "cases: wrong rows": _csv(_cases("%d;x;y\n")),
    "cases: wide wrong rows": _csv(
        lambda size: (
            "case;date;code"
            + "".join(f";procedure{number}" for number in range(2, 57))
            + "\n"
            + _many("1;x;5-831.0" + ";5-831.0" * 55 + "\n", min(size, 460_000))
        )
    ),
    "cases: short rows": _csv(lambda size: "case;date;code\n" + "1\n" * (size // 2)),
    "cases: wide rows": _csv(lambda size: "case;date;code\n" + ";;;\n" * (size // 4)),
    "cases: wide rows with quotation marks": _csv(
        lambda size: 'case;date;code;"x"\n' + "1;2024-03-05;5-831.0;x\n" * (size // 23)
    ),
    "cases: distinct surgeons": _csv(
        _cases("1;2024-03-05;5-831.0;s%d\n", "case;date;code;surgeon\n")
    ),
    "cases: distinct days": _csv(_cases("1;%d;5-831.0\n")),
    "cases: in UTF-16": _csv(_cases("%d;2024-03-05;5-831.0\n"), "utf-16"),
    "cases: thousand columns": _csv(
        lambda size: (
            "case;date;code"
            + _numbered(";procedure%d", 13_000)
            + "\n"
            + _many("1;2024-03-05;5-831.0" + ";5-831.0" * 900 + "\n", size)
        )
    ),
    "web page": web_page,
}
