"""Converts cells of a profile workbook to the texts that forms take.

Words from drop-down lists are understood in every language of the site, so that a workbook made in
one language can be read by a user of another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.imports.profile_workbook.reading.sheets import Content

# Characters that XML cannot hold, and which are therefore lost in a workbook.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Words = Mapping[str, str]


def folded(text: str) -> str:
    """The text without differences of width, case and spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def in_every_language(word: Callable[[], str]) -> set[str]:
    """A word as each language of the site writes it, folded."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.add(folded(word()))
    return found


def choice_words(field: models.Field[Any, Any]) -> dict[str, str]:
    """What can be written for each choice of a field: its value, or its label in any language."""
    words: dict[str, str] = {}
    for value, label in field.flatchoices:
        words |= dict.fromkeys(in_every_language(partial(str, label)), str(value))
        words[folded(str(value))] = str(value)
    return words


def kept(text: str) -> str:
    """The text as it is after it was written to a workbook and read again."""
    return _NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def cell_text(content: Content, words: Words | None = None) -> str:
    """The text that a form takes for the content of a cell.

    Numbers are written as in the active language, days as 2024-03-05. A text in `words` becomes
    what it stands for; any other stays as it is, for the form to refuse.
    """
    if content is None:
        return ""
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, float):
        return number_format(f"{Decimal(repr(content)):f}", use_l10n=True, force_grouping=False)
    text = kept(str(content))
    return words.get(folded(text), text) if words else text


def removal_word() -> str:
    """The word that marks an entry to be removed."""
    return _("remove")


def whole_department() -> str:
    """The word for the department as a whole, in the place of a surgeon."""
    return _("Whole department")
