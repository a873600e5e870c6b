"""Whether the lines of a text table can be its rows, judged by their separators alone.

Reading with pandas, only the columns that are needed are looked at, so that a row with too many
would go unnoticed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assessments.import_records.problems import Place, Problem
from assessments.imports.files.limits import MEGABYTE, Limits

_BLOCK = 16 * MEGABYTE
_LINE_END = ord("\n")
# Nothing is looked for behind so many problems: it is another file than it seems.
_ENOUGH = 1_000_000


def faulty_lines(
    data: bytes, delimiter: str, above: int, headers: Sequence[str], limits: Limits
) -> list[Problem]:
    """Every row with more cells than `headers`, and every cell that is too long.

    Only for text without quotation marks; `above` lines stand above the rows. A last row with too
    few cells and no line end shows that the file was cut off.
    """
    problems: list[Problem] = []
    line, start = 1, 0
    while start < len(data) and len(problems) < _ENOUGH:
        end = data.rfind(b"\n", start, start + _BLOCK) + 1
        end = end if end > start else (data.find(b"\n", start) + 1 or len(data))
        lines = _Lines(data[start:end], delimiter)
        first = line
        line += len(lines.cells)
        left = max(0, limits.case_problems - len(problems))
        problems += _of_block(lines, first, above, headers, limits, left)
        start = end
    if start < len(data):
        return problems
    if not data.endswith(b"\n") and line - 1 > above and lines.cells[-1] < len(headers):
        problems.append(Problem("cut_off", Place(row=line - 1)))
    return problems


class _Lines:
    """How many cells every line has, and how long the longest of each is, in bytes."""

    def __init__(self, text: bytes, delimiter: str) -> None:
        signs = np.frombuffer(text, dtype=np.uint8)
        ends = np.flatnonzero((signs == ord(delimiter)) | (signs == _LINE_END))
        is_last = signs[ends] == _LINE_END
        if not text.endswith(b"\n"):
            ends, is_last = np.append(ends, len(signs)), np.append(is_last, True)
        self._lengths = np.diff(ends, prepend=-1) - 1
        self._last = np.flatnonzero(is_last)
        self._ends = ends
        self._text = text
        self.cells = np.diff(self._last, prepend=-1)

    def long_cells(self, characters: int) -> list[tuple[int, int]]:
        """Line and number (from 0) of each cell with more characters."""
        found = []
        for cell in np.flatnonzero(self._lengths > characters):
            end = int(self._ends[cell])
            text = self._text[end - int(self._lengths[cell]) : end]
            if len(text.decode("utf-8", errors="ignore")) > characters:
                line = int(np.searchsorted(self._last, cell))
                before = int(self._last[line - 1]) + 1 if line else 0
                found.append((line, int(cell) - before))
        return found


def _of_block(
    lines: _Lines, first: int, above: int, headers: Sequence[str], limits: Limits, left: int
) -> list[Problem]:
    """The problems of the block; of more wide rows than are `left` to be told only the number."""
    names = len(headers)
    at_all = np.flatnonzero(lines.cells > names)
    at_all = at_all[at_all + first > above]
    told = at_all[: left + 1].tolist()
    wide = [
        Problem(
            "wide_row",
            Place(row=first + at),
            {"found": int(lines.cells[at]), "names": names},
        )
        for at in told
    ]
    # The same one again stands for each of the others, which are counted but never shown.
    wide += wide[-1:] * (len(at_all) - len(told))
    most = limits.case_cell_characters
    return wide + [
        Problem(
            "long_cell",
            Place(row=first + line, column=headers[cell] if cell < names else ""),
            {"limit": most},
        )
        for line, cell in lines.long_cells(most)
        if first + line > above
    ]
