"""How numbers, levels, statuses and verdicts read, in the active language.

The only place that turns a figure into text: page, PDF and JSON show the same digits because
they all take them from here (by way of the report).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from benchmarks.library.definition import Input

# Beyond this no figure is a slip of the pen any more, and digits would fill the page.
_MOST_WRITTEN_OUT = 1e12
NO_BREAK_SPACE = "\u00a0"
EN_DASH = "–"
PERCENT = "%"

# Words by code. Each is translated when it is used: a page shows hundreds of them.
_STATUSES = {
    "scored": gettext_noop("scored"),
    "not_reported": gettext_noop("not reported"),
    "not_applicable": gettext_noop("not applicable"),
    "insufficient_data": gettext_noop("too few cases"),
}
_REASONS = {
    "input_missing": gettext_noop("The answer has not been reported."),
    "some_inputs_missing": gettext_noop("Some of the answers have not been reported."),
    "denominator_zero": gettext_noop("There were no operations of this kind to take a share of."),
}
_VERDICTS = {
    "met": gettext_noop("meets level %(level)s"),
    "missed": gettext_noop("misses level %(level)s"),
    "cannot_tell": gettext_noop("cannot tell yet for level %(level)s"),
    "not_asked": gettext_noop("nothing is asked at level %(level)s"),
}
_GRADES = {
    "A": gettext_noop("A: primary text"),
    "B": gettext_noop("B: secondary source or database split"),
    "C": gettext_noop("C: assumption, editable"),
}
_LEVERS = {
    "training": gettext_noop("training"),
    "clinic": gettext_noop("specialised clinic"),
    "alliance": gettext_noop("referral alliance"),
    "equipment": gettext_noop("equipment"),
    "hire": gettext_noop("new surgeon"),
    "process": gettext_noop("process"),
}


def rounded(value: float, decimals: int = 0) -> Decimal:
    """The value with so many decimals, halves away from zero, never half to even.

    The one rounding of what is shown or stored. It goes by the digits that readers see: 1.005 is
    a half, though it is stored a little below. Source: the usual commercial rounding (DIN 1333).
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float, decimals: int = 0) -> str:
    """A number in the reader's locale, with thousands separated."""
    return _number(float(value), decimals, get_language() or "")


def count(value: int | None) -> str:
    """A count, or that it is not shown."""
    return not_shown() if value is None else number(value)


def not_shown() -> str:
    """What stands where a count is hidden."""
    return _("hidden")


def fewer_than(fewest: int) -> str:
    """What stands where it may be said that a hidden count is small: < 4."""
    return _("< %(count)s") % {"count": number(fewest)}


# The same few numbers and thresholds stand on every page.
@lru_cache(maxsize=4096)
def _number(value: float, decimals: int, _language: str) -> str:
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


def years(found: tuple[int, ...]) -> str:
    """Years that rise: 2022–2024, or 2021, 2023 where one is left out."""
    if len(found) > 1 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}{EN_DASH}{found[-1]}"
    return ", ".join(str(year) for year in found)


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
    """A value as shown everywhere: 4.2 % (1.8–9.4); 9–21 operations a year (estimate).

    Of an estimate the interval is shown and not its middle, which would be quoted as a count.
    """
    exact = (low, high) == (value, value)
    if estimated and not exact:
        # Not inside the f-string: the tool that collects texts does not look into those.
        estimate = _("estimate")
        return f"{with_unit(span(low, high, decimals), unit)} ({estimate})"
    text = with_unit(plain(value, decimals), unit)
    return text if exact else f"{text} ({span(low, high, decimals)})"


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
    return _(_STATUSES[code])


def reason(code: str, *, cases_needed: int = 0) -> str:
    """Why a measure has its status."""
    if code == "too_few_cases":
        return ngettext(
            "%(count)s more observed case is needed before the rate can be judged.",
            "%(count)s more observed cases are needed before the rate can be judged.",
            cases_needed,
        ) % {"count": number(cases_needed)}
    return _(_REASONS[code]) if code else ""


def verdict(code: str, level_number: int) -> str:
    """Whether a threshold is met, in words that do without colour."""
    return _(_VERDICTS[code]) % {"level": level_number}


def grade(code: str) -> str:
    """What an evidence grade means."""
    return _(_GRADES[code])


def mandatory(from_level: int | None) -> str:
    """From which level on a measure is mandatory."""
    if from_level is None:
        return ""
    return _("mandatory from level %(level)s") % {"level": from_level}


def lever(code: str) -> str:
    """A usual way to close a gap."""
    return _(_LEVERS[code])


def listed(words: list[str]) -> str:
    """Words as a list in a sentence: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    separator = _(", ")
    return _("%(first)s and %(last)s") % {"first": separator.join(words[:-1]), "last": words[-1]}


def sentence(clauses: list[str]) -> str:
    """Clauses as one sentence: 'a; b.'"""
    return _("%(clauses)s.") % {"clauses": _("; ").join(clauses)}


def yes_no(value: float) -> str:
    """A yes/no answer."""
    return _("yes") if value >= 1 else _("no")


def of(count: float, total: int) -> str:
    """So many of a list of things."""
    return _("%(count)s of %(total)s") % {"count": number(count), "total": total}


def step(value: float, total: int) -> str:
    """How far up a fixed sequence of steps."""
    return _("step %(step)s of %(total)s") % {"step": number(value), "total": total}


def recorded_text(value: float) -> str:
    """Any recorded number, however absurd, in few characters."""
    return plain(value, 2) if abs(value) <= _MOST_WRITTEN_OUT else f"{value:g}"


def answer_text(item: Input, value: float) -> str:
    """An answer in words: yes, on site, 85 %, 12 a year."""
    if not item.allows(value):
        return _("%(value)s (impossible, taken as not reported)") % {"value": recorded_text(value)}
    if item.kind == "yes_no":
        return yes_no(value)
    if item.kind == "choice":
        return item.options[int(value)].label
    return with_unit(plain(value, 2), item.unit)
