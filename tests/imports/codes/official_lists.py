"""Official lists of OPS codes for the tests: the layout of the published file, invented texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from benchmarks.casemix.code_tables import normalise, table, write_code

NAME = "ops2026syst_kodes.txt"
# Code, title, T (end of its branch) or N.
Row = tuple[str, str, str]


def line(code: str, title: str, place: str = "T") -> str:
    """One row with the fields of the years since 2016."""
    level = min(len(normalise(code)), 6)
    group = code[:4]
    return f"{level};{place};X;{code[0]};{group};{group};{code};N;{title};{title};;;N;N;N"


def kodes(rows: Iterable[Row], encoding: str = "utf-8") -> bytes:
    """The file of these rows."""
    return "".join(f"{line(*row)}\r\n" for row in rows).encode(encoding)


def agreeing(**changed: str | None) -> list[Row]:
    """A list that has each row of our table (None: not this one) under an invented title.

    The keys of `changed` are normalised codes (5-831.0: C58310), its values titles.
    """
    rows: list[Row] = []
    for prefix in sorted(table("OPS")):
        title = changed.get(f"C{prefix}", f"Beispiel für Nummer {len(rows)}")
        if title is not None and len(prefix) == 3:
            # Groups have no row of their own, only their codes have.
            rows.append((write_code("OPS", f"{prefix}0"), title, "T"))
        elif title is not None:
            is_last = not any(one != prefix and one.startswith(prefix) for one in table("OPS"))
            rows.append((write_code("OPS", prefix), title, "T" if is_last else "N"))
    return rows


def zipped(**members: bytes) -> bytes:
    """An archive; the names of the members are given with _ for the dot before txt."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"Klassifikationsdateien/{name.removesuffix('_txt')}.txt", data)
    return stream.getvalue()
