"""One surgeon's operations: by year, and cumulative against the learning curve."""

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

# Names of lines overlap if the lines are closer together than this part of the scale.
_CLOSE: Final = 0.1


def yearly_charts(standing: SurgeonStanding) -> tuple[Chart[TrendValues], ...]:
    """Operations by year for each pillar with any, and the minimum for the surgeon to count."""
    return tuple(_yearly(pillar) for pillar in standing.pillars if any(pillar.cases.yearly))


def curve_charts(standing: SurgeonStanding) -> tuple[Chart[TrendValues], ...]:
    """For each pillar with operations, their sum by year, and the learning curve."""
    return tuple(_so_far(pillar) for pillar in standing.pillars if pillar.cases.so_far[-1])


def _yearly(pillar: PillarStanding) -> Chart[TrendValues]:
    cases, label = pillar.cases, _label(pillar)
    lines = [(pillar.counts_from, _("counts from"))] if pillar.counts_from is not None else []
    title = ngettext(
        "%(pillar)s: %(count)s operation in %(year)s",
        "%(pillar)s: %(count)s operations in %(year)s",
        cases.yearly[-1],
    ) % {"pillar": label, "count": wording.number(cases.yearly[-1]), "year": cases.years[-1]}
    caption = _("%(pillar)s: operations a year") % {"pillar": label}
    return _chart("cases", pillar, cases.yearly, (title, caption, _("operations a year")), lines)


def _so_far(pillar: PillarStanding) -> Chart[TrendValues]:
    label = _label(pillar)
    lines = []
    if pillar.curve is not None:
        lines = [
            (pillar.curve.cases, _("learning curve")),
            (pillar.curve.cases_with_training, _("with training")),
        ]
    caption = _("%(pillar)s: operations so far") % {"pillar": label}
    texts = (_curve_title(pillar), caption, _("operations so far"))
    return _chart("curve", pillar, pillar.cases.so_far, texts, lines)


def _curve_title(pillar: PillarStanding) -> str:
    done = pillar.cases.so_far[-1]
    facts = {"pillar": _label(pillar), "count": wording.number(done)}
    if pillar.curve is None:
        return (
            ngettext(
                "%(pillar)s: %(count)s operation so far",
                "%(pillar)s: %(count)s operations so far",
                done,
            )
            % facts
        )
    if pillar.curve.past_since is None:
        missing = pillar.curve.missing
        return ngettext(
            "%(pillar)s: %(missing)s more case to the end of the learning curve",
            "%(pillar)s: %(missing)s more cases to the end of the learning curve",
            missing,
        ) % {**facts, "missing": wording.number(missing)}
    if pillar.cases.prior >= pillar.curve.asked:
        return _("%(pillar)s: past the learning curve before %(year)s") % {
            **facts,
            "year": pillar.cases.years[0],
        }
    return _("%(pillar)s: past the learning curve since %(year)s") % {
        **facts,
        "year": pillar.curve.past_since,
    }


def _chart(
    kind: str,
    pillar: PillarStanding,
    values: tuple[int, ...],
    texts: tuple[str, str, str],
    lines: Iterable[tuple[int, str]],
) -> Chart[TrendValues]:
    """`texts`: finding, caption of the table, unit of the axis; `lines`: values and names."""
    title, caption, unit = texts
    years = pillar.cases.years
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
        id=f"{kind}-{pillar.cases.pillar}",
        kind=kind,
        domain=pillar.cases.pillar,
        title=title,
        alt=_("%(title)s. %(years)s.")
        % {"title": title, "years": "; ".join(f"{p.year}: {p.text}" for p in points)},
        values=TrendValues(points, drawn, ticks(top), top, unit),
        table=ChartTable(
            caption=caption,
            header=(_("Year"), unit),
            rows=(
                *_before(kind, pillar),
                *((str(point.year), point.text) for point in points),
                *((name, text) for name, text, _value in named),
            ),
        ),
    )


def _apart(named: list[tuple[str, str, int]], top: float) -> Iterable[tuple[str, str, int]]:
    """The lines whose names do not overlap that of the first; the table has all lines."""
    first = named[:1]
    return [
        *first,
        *(line for line in named[1:] if abs(line[2] - first[0][2]) > _CLOSE * top),
    ]


def _before(kind: str, pillar: PillarStanding) -> tuple[tuple[str, str], ...]:
    """The table's row with the cases before the first recorded year, if there are any."""
    if kind != "curve" or not pillar.cases.prior:
        return ()
    return ((_("before the first recorded year"), wording.number(pillar.cases.prior)),)


def _label(pillar: PillarStanding) -> str:
    return str(Pillar(pillar.cases.pillar).label)


YEARLY_CASES = ChartKind("cases", yearly_charts, trend_figure, draw_trend)
LEARNING_CURVE = ChartKind("curve", curve_charts, trend_figure, draw_trend)
