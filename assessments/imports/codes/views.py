"""Official lists of codes, for administrators: load a year, and see it beside our table."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import or_

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import wording
from assessments.gap_report.views.downloads import XLSX
from assessments.imports.batches.presenters.problems_table import problems_table
from assessments.imports.codes.forms import ComparisonForm, OfficialListForm
from assessments.imports.codes.presenters.official_tables import (
    comparison_table,
    kinds_table,
    lists_table,
)
from assessments.imports.codes.presenters.official_workbook import (
    comparison_csv,
    comparison_xlsx,
    source_of,
)
from assessments.imports.codes.services import official_lists
from assessments.imports.codes.services.official_refusals import OfficialListRefused
from assessments.models import OfficialList
from assessments.pages.request import MemberRequest, for_administrators, takes_files
from benchmarks.casemix.code_tables import write_code
from benchmarks.casemix.official_codes import (
    KINDS,
    SYSTEM,
    CodeComparison,
    ListedCode,
    compare,
    compared_prefixes,
)

PAGE_SIZE = 50


@takes_files(lambda user: user.is_superuser)
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def official_list_all(request: MemberRequest) -> HttpResponse:
    """The years that are loaded, and a form for another one."""
    form = OfficialListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        loaded = _load(request, form)
        if loaded is not None:
            return redirect("official_list", loaded.year)
    found = OfficialList.objects.filter(system=SYSTEM).select_related("loaded_by")
    counted = found.annotate(
        listed=Count("codes"), terminal=Count("codes", filter=Q(codes__is_terminal=True))
    )
    context = {
        "page": "administration",
        "table": lists_table(counted.order_by("-year")),
        "form": form,
        "problems": problems_table(form.problems),
    }
    return render(request, "administration/official_lists.html", context)


@require_safe
@for_administrators
def official_list(request: MemberRequest, year: int) -> HttpResponse:
    """One year beside our table: what disagrees, what is not known, titles beside labels."""
    official = _asked(year)
    compared = _compared(official)
    form = ComparisonForm(request.GET)
    page = Paginator(form.chosen(compared), PAGE_SIZE).get_page(request.GET.get("page"))
    kinds: Counter[str] = Counter(one.kind for one in compared)
    context = {
        "page": "administration",
        "official": official,
        "headline": _headline(kinds),
        "kinds": kinds_table(kinds, year),
        "form": form,
        "is_filtered": form.is_filtered,
        "rows": page,
        "table": comparison_table(list(page), found=page.paginator.count),
        "source": source_of(official),
        "asked": request.GET.urlencode(),
    }
    return render(request, "administration/official_list.html", context)


@require_safe
@for_administrators
def official_list_xlsx(request: MemberRequest, year: int) -> HttpResponse:
    """The rows that are asked for as a workbook."""
    official = _asked(year)
    rows = ComparisonForm(request.GET).chosen(_compared(official))
    return _file(HttpResponse(comparison_xlsx(official, rows), content_type=XLSX), year, "xlsx")


@require_safe
@for_administrators
def official_list_csv(request: MemberRequest, year: int) -> HttpResponse:
    """The rows that are asked for as CSV."""
    rows = ComparisonForm(request.GET).chosen(_compared(_asked(year)))
    content = HttpResponse(comparison_csv(rows), content_type="text/csv; charset=utf-8")
    return _file(content, year, "csv")


@require_POST
@for_administrators
def official_list_remove(request: MemberRequest, year: int) -> HttpResponse:
    """Remove the list of a year."""
    official = _asked(year)
    try:
        official_lists.remove(user=request.user, official=official)
    except OfficialListRefused as error:
        messages.warning(request, str(error))
    else:
        text = _("%(list)s is no longer in use. It can be loaded again from its file.")
        messages.success(request, text % {"list": official})
    return redirect("official_list_all")


def _load(request: MemberRequest, form: OfficialListForm) -> OfficialList | None:
    """The list that was taken into use; None where it was refused, and the form says why."""
    assert form.read is not None
    try:
        loaded = official_lists.load(
            user=request.user,
            read=form.read,
            year=form.list_year,
            replace=form.cleaned_data["replace"],
        )
    except OfficialListRefused as error:
        form.add_error("file", str(error))
        return None
    codes = len(form.read.codes)
    text = ngettext(
        "%(list)s is loaded: %(codes)s code, of which %(terminal)s can be coded.",
        "%(list)s is loaded: %(codes)s codes, of which %(terminal)s can be coded.",
        codes,
    )
    values = {
        "list": loaded,
        "codes": wording.number(codes),
        "terminal": wording.number(form.read.terminal),
    }
    messages.success(request, text % values)
    return loaded


def _asked(year: int) -> OfficialList:
    lists = OfficialList.objects.select_related("loaded_by")
    return get_object_or_404(lists, system=SYSTEM, year=year)


def _compared(official: OfficialList) -> tuple[CodeComparison, ...]:
    """The list beside our table; one query, for the part of the list that is needed."""
    needed = reduce(or_, (Q(code__startswith=beginning) for beginning in compared_prefixes()))
    codes = official.codes.filter(needed).values_list("code", "title", "is_terminal")
    return compare(
        ListedCode(write_code(SYSTEM, code), title, is_terminal)
        for code, title, is_terminal in codes
    )


def _headline(kinds: Counter[str]) -> str:
    """How much is to be looked at."""
    ours = sum(kinds[kind] for kind in KINDS if kind != "uncovered")
    differing = ours - kinds["agrees"]
    rows = ngettext(
        "%(differing)s of our %(ours)s row is to be looked at.",
        "%(differing)s of our %(ours)s rows are to be looked at.",
        ours,
    ) % {"differing": wording.number(differing), "ours": wording.number(ours)}
    codes = ngettext(
        "%(count)s code of the spine groups is not in our table.",
        "%(count)s codes of the spine groups are not in our table.",
        kinds["uncovered"],
    ) % {"count": wording.number(kinds["uncovered"])}
    return f"{rows} {codes}"


def _file(response: HttpResponse, year: int, ending: str) -> HttpResponse:
    name = f"ops-{year}-comparison.{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
