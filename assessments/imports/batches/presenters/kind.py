"""The pages of a kind of import, beside its `Kind` in `batches.services.kind`."""

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
    """One line for a script: the years, and what they hold ("" where there is nothing to say)."""

    years: str
    found: str


@dataclass(frozen=True)
class Download:
    """A file to fill in and upload: its address and its label.

    `address` returns "" where a department has to be chosen first; `elsewhere` is the text that is
    shown then.
    """

    address: Callable[[Department | None], str]
    label: str | Promise
    elsewhere: str | Promise = ""


def _undone(_batch: ImportBatch) -> str:
    return _("The import was undone; everything is as it was before.")


@dataclass(frozen=True)
class KindPage:
    """The pages and texts of the kind with the same key in `kinds.services.KINDS`.

    `show`: the page of an import, before and after confirmation. `revise`: the response to a reader
    who wants the preview to be read otherwise. `data`: the previews of one upload as plain data;
    `line`: the same on one line. `undone`: the message after an import was undone.
    """

    key: str
    show: Callable[[MemberRequest, ImportBatch], HttpResponse]
    revise: Callable[[MemberRequest, ImportBatch], HttpResponse]
    data: Callable[[Sequence[ImportBatch]], Data]
    line: Callable[[Sequence[ImportBatch]], Line]
    undone: Callable[[ImportBatch], str] = _undone
    download: Download | None = None
