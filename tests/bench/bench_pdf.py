"""Printing: summary and full report, cold (a new process) and warm; and the charts of a page.

All in CPU seconds of the process, as the budget is: other work on the machine counts less.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median

import django

from assessments.gap_report.report.contents import GapReport
from tests.bench.result import Limit, Result, cpu_seconds

ROUNDS = 7
COLD_ROUNDS = 3
WARM_SECONDS, FULL_KB = 0.3, 500
ROOT = Path(__file__).parents[2]
COLD = """
import time
import django
django.setup()
from assessments.gap_report.print import pdf
from tests.reports_sample import sample
report = sample()
start = time.process_time()
pdf(report, {kind!r})
print(time.process_time() - start)
"""


def run() -> list[Result]:
    """Ratios are to the warm summary."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
    django.setup()
    from assessments.gap_report.charts import (
        figure,
        report_charts,
    )  # after set-up: they use translations
    from assessments.gap_report.print import pdf
    from tests.reports_sample import sample

    report = sample()
    reports = (_varied(report, turn) for turn in itertools.count())
    taken = cpu_seconds(
        {
            "PDF summary, warm": lambda: pdf(next(reports), "summary"),
            "PDF full, warm": lambda: pdf(next(reports), "full"),
            "figures of a dashboard": lambda: json.dumps(
                [figure(c) for c in report_charts(report)]
            ),
        },
        ROUNDS,
    )
    taken |= {f"PDF {kind}, cold": _cold(kind) for kind in ("summary", "full")}
    drawn = json.dumps([figure(c) for c in report_charts(report)], ensure_ascii=False)
    sizes = {
        "PDF summary, warm": len(pdf(report, "summary")),
        "PDF full, warm": len(pdf(report, "full")),
        "figures of a dashboard": len(drawn.encode()),
    }
    budgets = {
        "PDF full, warm": (
            Limit(taken["PDF full, warm"], WARM_SECONDS, "CPU s"),
            Limit(sizes["PDF full, warm"] / 1000, FULL_KB, "KB"),
        )
    }
    return [
        Result(
            name,
            seconds,
            seconds / taken["PDF summary, warm"],
            f"CPU; {sizes[name] / 1000:.0f} KB" if name in sizes else "CPU",
            budgets.get(name, ()),
        )
        for name, seconds in taken.items()
    ]


def _cold(kind: str) -> float:
    """The first report of a process, fonts and template included."""
    command = [sys.executable, "-c", COLD.format(kind=kind)]
    runs = (
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        for _turn in range(COLD_ROUNDS)
    )
    return median(float(run.stdout) for run in runs)


def _varied(report: GapReport, turn: int) -> GapReport:
    """The report with other words in every row: Typst remembers pieces it has set before."""
    measures = tuple(
        replace(
            row,
            label=f"{row.label} {turn}",
            sentence=f"{row.sentence} {turn}",
            value_text=f"{row.value_text} {turn}",
        )
        for row in report.measures
    )
    gaps = tuple(replace(row, statement=f"{row.statement} {turn}") for row in report.gaps)
    return replace(report, headline=f"{report.headline} {turn}", measures=measures, gaps=gaps)
