"""Typesets blocks as a PDF with Typst; compiler and fonts are cached in each process."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from assessments.gap_report.charts import palette
from assessments.gap_report.print.blocks import Block
from assessments.gap_report.print.glyphs import FONT_FOLDER, breakable, printable

FOLDER = Path(__file__).parent
LATIN, CHINESE = "Noto Sans", "Noto Sans SC"
LATIN_FIRST = (LATIN, CHINESE)
# Both fonts have quotation marks and dashes; Chinese text must use those of the Chinese font.
CHINESE_FIRST = ({"name": LATIN, "covers": "latin-in-cjk"}, CHINESE, LATIN)
# A Typst compiler can handle only one call at a time.
_one_at_a_time = threading.Lock()


def typeset(meta: dict[str, Any], blocks: list[Block], *, made_at: datetime) -> bytes:
    """A tagged PDF (PDF/UA-1). Raises `typst.TypstError` only if the template has an error."""
    language, _dash, script = meta["language"].partition("-")
    document = {
        "meta": {
            **meta,
            "lang": language,
            "region": "cn" if script == "hans" else None,
            # German compound words are too long for the columns; other languages need it less.
            "hyphenate": language == "de",
            "fonts": CHINESE_FIRST if language == "zh" else LATIN_FIRST,
        },
        "colours": {
            "ink": palette.INK,
            "muted": palette.MUTED,
            "grid": palette.GRID,
            "levels": palette.LEVELS,
        },
        "blocks": blocks,
    }
    data = json.dumps(_clean(document), ensure_ascii=False)
    with _one_at_a_time:
        result = _compiler().compile(
            input=_template(),
            format="pdf",
            sys_inputs={"report": data},
            pdf_standards=["ua-1"],
            timestamp=made_at.astimezone(UTC),
        )
    if not isinstance(result, bytes):
        raise TypeError("Typst gave pages instead of one document")
    return result


def _clean(value: Any, key: str = "") -> Any:  # any JSON value
    """The same data with printable texts that can be broken into lines."""
    if isinstance(value, dict):
        return {name: _clean(part, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part, key) for part in value]
    if not isinstance(value, str):
        return value
    text = printable(value)
    return text if key == "svg" else breakable(text)


@cache
def _template() -> bytes:
    return (FOLDER / "report.typ").read_bytes()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER]
    )
    return typst.Compiler(root=FOLDER, font_paths=fonts)
