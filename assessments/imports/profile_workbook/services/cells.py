"""Cells of a profile workbook and the texts that forms take, one into the other.

Words that drop down are understood in every language of the site, so that a workbook made in one
language can be read by somebody who uses another.
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

# What XML cannot hold, so that it does not come back.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Words = Mapping[str, str]


def folded(text: str) -> str:
    """A text without differences that do not count: width, case, spaces."""
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
    """A text as it comes back from a workbook."""
    return _NOT_IN_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def cell_text(content: Content, words: Words | None = None) -> str:
    """What a form takes for the content of a cell.

    Numbers are written as the reader's language does, days as 2024-03-05; of `words`, what they
    stand for. What is none of the words stays as it is, for the form to refuse.
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
    """What marks an entry to be removed."""
    return _("remove")


def whole_department() -> str:
    """What stands for the department in the place of a surgeon."""
    return _("Whole department")
