"""Printing: summary and full report, cold (a new process) and warm; and the charts of a page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import django

from tests.bench.result import Result, interleaved

ROUNDS = 7
COLD_ROUNDS = 3
ROOT = Path(__file__).parents[2]
COLD = """
import time
import django
django.setup()
from assessments.print import pdf
from tests.reports_sample import sample
report = sample()
start = time.process_time()
pdf(report, {kind!r})
print(time.process_time() - start)
"""


def _cold(kind: str) -> float:
    """CPU seconds of the first report of a process, fonts and template included."""
    command = [sys.executable, "-c", COLD.format(kind=kind)]
    runs = (
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        for _turn in range(COLD_ROUNDS)
    )
    return median(float(run.stdout) for run in runs)


def run() -> list[Result]:
    """Ratios are to the warm summary."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
    django.setup()
    from assessments.charts import figure, report_charts  # after set-up: they use translations
    from assessments.print import pdf
    from tests.reports_sample import sample

    report = sample()
    drawn = [figure(chart) for chart in report_charts(report)]
    size = len(json.dumps(drawn, ensure_ascii=False).encode())
    warm = interleaved(
        {
            "summary": lambda: pdf(report, "summary"),
            "full": lambda: pdf(report, "full"),
            "figures": lambda: json.dumps([figure(c) for c in report_charts(report)]),
        },
        ROUNDS,
    )
    seconds = {
        **{
            f"PDF {kind}, warm": (warm[kind], _size(pdf(report, kind)))
            for kind in ("summary", "full")
        },
        **{f"PDF {kind}, cold": (_cold(kind), "CPU seconds") for kind in ("summary", "full")},
        "figures of a dashboard": (warm["figures"], f"{size / 1000:.0f} KB of JSON"),
    }
    return [
        Result(name, taken, taken / warm["summary"], note)
        for name, (taken, note) in seconds.items()
    ]


def _size(data: bytes) -> str:
    return f"{len(data) / 1000:.0f} KB"
