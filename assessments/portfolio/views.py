"""Portfolio page: all departments that the user may see; the query string sorts and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assessments import wording
from assessments.gap_report.report.build import rung_label
from assessments.models import Department
from assessments.models.choices import CareTier
from assessments.pages.request import MemberRequest, benchmark_choices, benchmark_or_404
from assessments.portfolio.reading import PortfolioRow, portfolio
from benchmarks.library.definition import Benchmark

PAGE_SIZE = 50
NOTHING_RECORDED = "nothing"


@dataclass(frozen=True)
class PortfolioColumn:
    """A sortable column; `next_sort` is the value of `sort` for the link in its header."""

    key: str
    label: str
    direction: str  # ascending | descending | none
    next_sort: str


@require_safe
def portfolio_page(request: MemberRequest) -> HttpResponse:
    """The departments, with a sentence about all of them as headline."""
    benchmark = benchmark_or_404(request)
    departments = list(Department.objects.visible_to(request.user).select_related("hospital"))
    rows = portfolio(departments, benchmark)
    asked = {key: request.GET.get(key, "") for key in ("q", "rung", "tier", "sort")}
    chosen = _sorted(_filtered(rows, asked), asked["sort"])
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": "portfolio",
        "rows": page,
        "shown": len(chosen),
        "total": len(rows),
        "headline": _headline(rows, benchmark),
        "columns": {column.key: column for column in _columns(benchmark, asked["sort"])},
        "domains": benchmark.domains,
        "asked": asked,
        "is_filtered": any(asked[key] for key in ("q", "rung", "tier")),
        "rungs": _rung_choices(benchmark),
        "tiers": CareTier.choices,
        "benchmark": benchmark,
        "benchmark_key": f"{benchmark.id}@{benchmark.version}",
        "benchmarks": benchmark_choices(),
        "can_record": Department.objects.writable_by(request.user).exists(),
    }
    return render(request, "portfolio/portfolio.html", context)


def _headline(rows: tuple[PortfolioRow, ...], benchmark: Benchmark) -> str:
    """How many departments, and how many on each rung, the highest first."""
    seen = ngettext("You see %(count)s department", "You see %(count)s departments", len(rows)) % {
        "count": len(rows)
    }
    judged = Counter(row.rung for row in rows if row.year is not None)
    parts = [
        _("%(count)s at %(rung)s") % {"count": judged[rung], "rung": rung_label(benchmark, rung)}
        if rung
        else _("%(count)s %(rung)s") % {"count": judged[rung], "rung": rung_label(benchmark, rung)}
        for rung in sorted(judged, reverse=True)
    ]
    empty = sum(row.year is None for row in rows)
    if empty:
        parts.append(_("%(count)s without records") % {"count": empty})
    if not parts:
        return wording.sentence([seen])
    first = _("%(seen)s: %(first)s") % {"seen": seen, "first": parts[0]}
    return wording.sentence([first, *parts[1:]])


def _rung_choices(benchmark: Benchmark) -> list[tuple[str, str]]:
    rungs = range(len(benchmark.rungs) + 1)
    choices = [(str(rung), rung_label(benchmark, rung)) for rung in rungs]
    return [*choices, (NOTHING_RECORDED, _("without records"))]


def _filtered(rows: tuple[PortfolioRow, ...], asked: dict[str, str]) -> list[PortfolioRow]:
    words = asked["q"].casefold().split()

    def is_wanted(row: PortfolioRow) -> bool:
        name = f"{row.hospital} {row.department}".casefold()
        rung = NOTHING_RECORDED if row.year is None else str(row.rung)
        return (
            all(word in name for word in words)
            and asked["rung"] in {"", rung}
            and asked["tier"] in {"", row.care_tier}
        )

    return [row for row in rows if is_wanted(row)]


def _level_of(domain: str) -> Callable[[PortfolioRow], Any]:
    def key(row: PortfolioRow) -> tuple[int, int]:
        levels = [(x.level, x.level_possible) for x in row.levels if x.domain == domain]
        return levels[0] if levels else (-1, -1)

    return key


def _sorted(rows: list[PortfolioRow], sort: str) -> list[PortfolioRow]:
    """Sorted by the requested column, then by hospital and name; unknown columns are ignored."""
    name = sort.removeprefix("-")
    keys: dict[str, Callable[[PortfolioRow], Any]] = {
        "name": lambda row: (row.hospital.casefold(), row.department.casefold()),
        "tier": lambda row: list(CareTier).index(CareTier(row.care_tier)),
        "rung": lambda row: (row.rung if row.year else -1, row.overall_index or -1.0),
        "index": lambda row: -1.0 if row.overall_index is None else row.overall_index,
        "coverage": lambda row: row.coverage,
        "missing": lambda row: row.missing_answers,
    }
    key = _level_of(name.removeprefix("level-")) if name.startswith("level-") else keys.get(name)
    ordered = sorted(rows, key=keys["name"])
    return ordered if key is None else sorted(ordered, key=key, reverse=sort.startswith("-"))


def _columns(benchmark: Benchmark, sort: str) -> list[PortfolioColumn]:
    labels = {
        "name": _("Department"),
        "rung": _("Overall level"),
        **{f"level-{domain.id}": domain.label for domain in benchmark.domains},
        "index": _("Index"),
        "coverage": _("Coverage"),
    }
    return [_column(key, label, sort or "name") for key, label in labels.items()]


def _column(key: str, label: str, sort: str) -> PortfolioColumn:
    if sort == key:
        return PortfolioColumn(key, label, "ascending", f"-{key}")
    if sort == f"-{key}":
        return PortfolioColumn(key, label, "descending", key)
    # Names are sorted ascending first, numbers descending first.
    return PortfolioColumn(key, label, "none", key if key == "name" else f"-{key}")
