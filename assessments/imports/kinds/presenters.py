"""The registry of the pages of each kind of import."""

from __future__ import annotations

from assessments.imports.batches.presenters.kind import Download, KindPage
from assessments.imports.batches.services.kind import KindWords
from assessments.imports.case_lists.views.imports import CASE_LIST_PAGE
from assessments.imports.code_lists.views.imports import CODE_LIST_PAGE, QUALITY_REPORT_PAGE
from assessments.imports.kinds import services as uploads
from assessments.imports.profile_workbook.views import PROFILE_WORKBOOK_PAGE
from assessments.models import Department, ImportBatch

# In the order in which the import page explains the kinds; the same keys as in
# `kinds.services.KINDS`.
PAGES: tuple[KindPage, ...] = (
    CASE_LIST_PAGE,
    QUALITY_REPORT_PAGE,
    CODE_LIST_PAGE,
    PROFILE_WORKBOOK_PAGE,
)


def page_of(batch: ImportBatch) -> KindPage:
    """The pages of an import."""
    return next(page for page in PAGES if page.key == batch.kind)


def explained(department: Department | None) -> list[tuple[KindWords, Download | None, str]]:
    """The texts of each kind on the import page, its file to fill in, and the address of it."""
    words = {kind.key: kind.words for kind in uploads.KINDS}
    return [
        (
            words[page.key],
            page.download,
            page.download.address(department) if page.download else "",
        )
        for page in PAGES
    ]
