"""What a kind of import shows: the half of a kind that services do not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.imports.batches.presenters.data import Data
from assessments.models import Department, ImportBatch
from assessments.pages.request import MemberRequest


class Line(NamedTuple):
    """What a script is told on one line: the years, and what was found in them ("": nothing)."""

    years: str
    found: str


@dataclass(frozen=True)
class Download:
    """A file to fill in: its address, "" where a department has to be chosen first; its words."""

    address: Callable[[Department | None], str]
    label: str | Promise
    elsewhere: str | Promise = ""


def _undone(_batch: ImportBatch) -> str:
    return _("The import was undone; everything is as it was before.")


@dataclass(frozen=True)
class KindPage:
    """The pages and words of the kind with the same key in `services.uploads`.

    `show`: the page of an import, before and after confirmation. `revise`: the answer when a reader
    wants the preview to be read otherwise. `data`: the previews of one upload as plain data;
    `line`: the same on one line. `undone`: what is said when an import was taken back.
    """

    key: str
    show: Callable[[MemberRequest, ImportBatch], HttpResponse]
    revise: Callable[[MemberRequest, ImportBatch], HttpResponse]
    data: Callable[[Sequence[ImportBatch]], Data]
    line: Callable[[Sequence[ImportBatch]], Line]
    undone: Callable[[ImportBatch], str] = _undone
    download: Download | None = None
