"""Official titles beside the codes of an import, where a list of a fitting year is loaded.

Titles are shown as they were published, in German and marked as such; where there is none, our own
label stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.models import ImportBatch, OfficialCode, OfficialList
from assessments.pages.tables import quiet
from benchmarks.casemix.code_tables import normalise


@dataclass(frozen=True)
class Titles:
    """The titles of some codes, by normalised code; `official` is None without a fitting list."""

    official: OfficialList | None
    by_code: Mapping[str, str]

    def meaning(self, code: str, label: str) -> SafeString | str:
        """The official title with its list, or our label where the list has no such code."""
        title = self.by_code.get(normalise(code))
        if not title:
            return label
        mark = _("official title, %(list)s") % {"list": self.official}
        return format_html("{} {}", german(title), quiet(mark))


def german(title: str) -> SafeString:
    """An official title, which is German whatever the language of the page."""
    return format_html('<span lang="de">{}</span>', title)


def titles_of(batch: ImportBatch, codes: Iterable[str]) -> Titles:
    """Titles of the codes from the list that fits the import's year best; two queries at most."""
    wanted = {normalise(code) for code in codes} - {""}
    official = OfficialList.objects.fitting(batch.code_system, batch.year) if wanted else None
    if official is None:
        return Titles(None, {})
    found = OfficialCode.objects.titles(official.system, official.year, wanted)
    return Titles(official, found)
