"""One surgeon's operations: those of each year, and all so far against the learning curve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.charts.chart import Chart, ChartKind, ChartTable, LevelLine
from assessments.gap_report.charts.scales import ticks
from assessments.gap_report.charts.trend import TrendValues, YearPoint, draw_trend, trend_figure
from assessments.gap_report.surgeon_standing.standing import PillarStanding, SurgeonStanding
from assessments.models.choices import Pillar

# Names of lines closer together than this part of the scale would run into each other.
_CLOSE: Final = 0.1


def yearly_charts(standing: SurgeonStanding) -> tuple[Chart[TrendValues], ...]:
    """Operations a year, a chart for each pillar with any, and from when on they count."""
    return tuple(_yearly(one) for one in standing.pillars if any(one.cases.yearly))


def curve_charts(standing: SurgeonStanding) -> tuple[Chart[TrendValues], ...]:
    """All operations so far, a chart for each pillar with any, and the learning curve."""
    return tuple(_so_far(one) for one in standing.pillars if one.cases.so_far[-1])


def _yearly(one: PillarStanding) -> Chart[TrendValues]:
    cases, label = one.cases, _label(one)
    lines = [(one.counts_from, _("counts from"))] if one.counts_from is not None else []
    title = ngettext(
        "%(pillar)s: %(count)s operation in %(year)s",
        "%(pillar)s: %(count)s operations in %(year)s",
        cases.yearly[-1],
    ) % {"pillar": label, "count": wording.number(cases.yearly[-1]), "year": cases.years[-1]}
    caption = _("%(pillar)s: operations a year") % {"pillar": label}
    return _chart("cases", one, cases.yearly, (title, caption, _("operations a year")), lines)


def _so_far(one: PillarStanding) -> Chart[TrendValues]:
    label = _label(one)
    lines = []
    if one.curve is not None:
        lines = [
            (one.curve.cases, _("learning curve")),
            (one.curve.cases_with_training, _("with training")),
        ]
    caption = _("%(pillar)s: operations so far") % {"pillar": label}
    texts = (_curve_title(one), caption, _("operations so far"))
    return _chart("curve", one, one.cases.so_far, texts, lines)


def _curve_title(one: PillarStanding) -> str:
    done = one.cases.so_far[-1]
    facts = {"pillar": _label(one), "count": wording.number(done)}
    if one.curve is None:
        return (
            ngettext(
                "%(pillar)s: %(count)s operation so far",
                "%(pillar)s: %(count)s operations so far",
                done,
            )
            % facts
        )
    if one.curve.past_since is None:
        missing = one.curve.missing
        return ngettext(
            "%(pillar)s: %(missing)s more case to the end of the learning curve",
            "%(pillar)s: %(missing)s more cases to the end of the learning curve",
            missing,
        ) % {**facts, "missing": wording.number(missing)}
    if one.cases.prior >= one.curve.asked:
        return _("%(pillar)s: past the learning curve before %(year)s") % {
            **facts,
            "year": one.cases.years[0],
        }
    return _("%(pillar)s: past the learning curve since %(year)s") % {
        **facts,
        "year": one.curve.past_since,
    }


def _chart(
    kind: str,
    one: PillarStanding,
    values: tuple[int, ...],
    texts: tuple[str, str, str],
    lines: Iterable[tuple[int, str]],
) -> Chart[TrendValues]:
    """`texts`: finding, caption of the table, unit of the axis; `lines`: values and names."""
    title, caption, unit = texts
    years = one.cases.years
    named = [(name, wording.number(value), value) for value, name in lines]
    top = max([*values, *(value for _name, _text, value in named), 1]) * 1.15
    drawn = tuple(
        LevelLine(0, value, _("%(what)s: %(count)s") % {"what": name, "count": text})
        for name, text, value in _apart(named, top)
    )
    points = tuple(
        YearPoint(year, value, value, value, wording.number(value))
        for year, value in zip(years, values, strict=True)
    )
    return Chart(
        id=f"{kind}-{one.cases.pillar}",
        kind=kind,
        domain=one.cases.pillar,
        title=title,
        alt=_("%(title)s. %(years)s.")
        % {"title": title, "years": "; ".join(f"{p.year}: {p.text}" for p in points)},
        values=TrendValues(points, drawn, ticks(top), top, unit),
        table=ChartTable(
            caption=caption,
            header=(_("Year"), unit),
            rows=(
                *_before(kind, one),
                *((str(point.year), point.text) for point in points),
                *((name, text) for name, text, _value in named),
            ),
        ),
    )


def _apart(named: list[tuple[str, str, int]], top: float) -> Iterable[tuple[str, str, int]]:
    """The lines whose names would not run into that of the first; the table has them all."""
    first = named[:1]
    return [
        *first,
        *(line for line in named[1:] if abs(line[2] - first[0][2]) > _CLOSE * top),
    ]


def _before(kind: str, one: PillarStanding) -> tuple[tuple[str, str], ...]:
    """The cases with which the sum begins."""
    if kind != "curve" or not one.cases.prior:
        return ()
    return ((_("before the first recorded year"), wording.number(one.cases.prior)),)


def _label(one: PillarStanding) -> str:
    return str(Pillar(one.cases.pillar).label)


YEARLY_CASES = ChartKind("cases", yearly_charts, trend_figure, draw_trend)
LEARNING_CURVE = ChartKind("curve", curve_charts, trend_figure, draw_trend)
