"""How numbers, levels, statuses and verdicts read, in the active language.

The only place that turns a figure into text: page, PDF and JSON show the same digits because
they all take them from here (by way of the report).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NO_BREAK_SPACE = "\u00a0"
EN_DASH = "–"
PERCENT = "%"


def rounded(value: float, decimals: int = 0) -> Decimal:
    """The value rounded half up, as readers round, never half to even."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float, decimals: int = 0) -> str:
    """A number in the reader's locale, with thousands separated."""
    return str(number_format(rounded(value, decimals), decimals, force_grouping=True))


def plain(value: float, decimals: int) -> str:
    """A number with at most `decimals` places, without trailing zeros (thresholds: 8, 6.5)."""
    places = decimals
    while places and rounded(value, places) == rounded(value, places - 1):
        places -= 1
    return number(value, places)


def is_percent(unit: str) -> bool:
    """Whether a unit is a percentage, of whatever."""
    return unit.startswith(PERCENT)


def with_unit(text: str, unit: str) -> str:
    """The number and its unit, kept on one line where the unit is a sign."""
    if not unit:
        return text
    return f"{text}{NO_BREAK_SPACE if is_percent(unit) else ' '}{unit}"


def span(low: float, high: float | None, decimals: int = 0) -> str:
    """An interval: 1.8–9.4, or 'from 9' without an upper bound."""
    if high is None or math.isinf(high):
        return _("from %(low)s") % {"low": number(low, decimals)}
    if rounded(low, decimals) == rounded(high, decimals):
        return number(low, decimals)
    return f"{number(low, decimals)}{EN_DASH}{number(high, decimals)}"


def measured(
    value: float, low: float, high: float | None, *, unit: str, decimals: int, estimated: bool
) -> str:
    """A value as shown everywhere: 4.2 % (1.8–9.4); 15 operations a year (9–21, estimate)."""
    text = with_unit(plain(value, decimals), unit)
    inner = [span(low, high, decimals)] if (low, high) != (value, value) else []
    if estimated:
        inner.append(_("estimate"))
    return f"{text} ({', '.join(inner)})" if inner else text


def index(value: float | None) -> str:
    """An index between 0 and 100, to one decimal; a dash when nothing was scored."""
    return "—" if value is None else number(value, 1)


def index_with_range(value: float | None, worst: float, best: float) -> str:
    """The index with its worst and best case: 45.2 (30.1–78.0)."""
    if value is not None and rounded(worst, 1) == rounded(best, 1) == rounded(value, 1):
        return index(value)
    return f"{index(value)} ({number(worst, 1)}{EN_DASH}{number(best, 1)})"


def percent(value: float) -> str:
    """A share in whole per cent."""
    return with_unit(number(value), PERCENT)


def level(certain: int, possible: int) -> str:
    """'level 2', or 'level 1, up to 3 possible' while something is unknown."""
    if possible > certain:
        return _("level %(level)s, up to %(possible)s possible") % {
            "level": certain,
            "possible": possible,
        }
    return _("level %(level)s") % {"level": certain}


def status(code: str) -> str:
    """A status in words."""
    return {
        "scored": _("scored"),
        "not_reported": _("not reported"),
        "not_applicable": _("not applicable"),
        "insufficient_data": _("too few cases"),
    }[code]


def reason(code: str, *, cases_needed: int = 0) -> str:
    """Why a measure has its status."""
    return {
        "": "",
        "input_missing": _("The answer has not been reported."),
        "some_inputs_missing": _("Some of the answers have not been reported."),
        "denominator_zero": _("There were no operations of this kind to take a share of."),
        "too_few_cases": ngettext(
            "%(count)s more observed case is needed before the rate can be judged.",
            "%(count)s more observed cases are needed before the rate can be judged.",
            cases_needed,
        )
        % {"count": number(cases_needed)},
    }[code]


def verdict(code: str, level_number: int) -> str:
    """Whether a threshold is met, in words that do without colour."""
    return {
        "met": _("meets level %(level)s"),
        "missed": _("misses level %(level)s"),
        "cannot_tell": _("cannot tell yet for level %(level)s"),
        "not_asked": _("nothing is asked at level %(level)s"),
    }[code] % {"level": level_number}


def grade(code: str) -> str:
    """What an evidence grade means."""
    return {
        "A": _("A: primary text"),
        "B": _("B: secondary source or database split"),
        "C": _("C: assumption, editable"),
    }[code]


def mandatory(from_level: int | None) -> str:
    """From which level on a measure is mandatory."""
    if from_level is None:
        return ""
    return _("mandatory from level %(level)s") % {"level": from_level}


def lever(code: str) -> str:
    """A usual way to close a gap."""
    return {
        "training": _("training"),
        "clinic": _("specialised clinic"),
        "alliance": _("referral alliance"),
        "equipment": _("equipment"),
        "hire": _("new surgeon"),
        "process": _("process"),
    }[code]


def listed(words: list[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    separator = _(", ")
    return _("%(first)s and %(last)s") % {"first": separator.join(words[:-1]), "last": words[-1]}


def yes_no(value: float) -> str:
    """A yes/no answer."""
    return _("yes") if value >= 1 else _("no")


def of(count: float, total: int) -> str:
    """So many of a list of things."""
    return _("%(count)s of %(total)s") % {"count": number(count), "total": total}


def step(value: float, total: int) -> str:
    """How far up a fixed sequence of steps."""
    return _("step %(step)s of %(total)s") % {"step": number(value), "total": total}
