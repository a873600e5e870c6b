"""Case lists from file to counts, beside merely reading the same files with pandas.

Each measurement has a process of its own, so that its peak memory is its own too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tests.bench.records import django_ready
from tests.bench.result import Limit, Result

OPS_ROWS, CASES = 1_000_000, 250_000
DIAGNOSES, STAYS = 5 * CASES, CASES + CASES // 3
LIST_ROWS, LIST_CASES = 2_000_000, 750_000
ROUNDS = 3
MOST_TIMES_BARE, MOST_MEGABYTES = 2.5, 1_000
DATA = Path(__file__).parents[1] / "data"
_P21 = ("OPS.csv", "ICD.csv", "FAB.csv", "FALL.csv")
_LIST = ("cases.csv",)


@dataclass(frozen=True)
class _Taken:
    """What one process needed; `operations` is 0 where the files were only read."""

    seconds: float
    megabytes: float
    operations: int


def run() -> list[Result]:
    """Median CPU seconds; ratios are to pandas reading the same files as texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_p21(folder)
        _write_list(folder)
        return [
            *_measured(folder, f"§ 21 data set with {OPS_ROWS:,} OPS rows", _P21, OPS_ROWS),
            *_measured(folder, f"general list of {LIST_ROWS:,} rows", _LIST, LIST_ROWS),
        ]


def _measured(folder: Path, what: str, names: tuple[str, ...], rows: int) -> list[Result]:
    """Taking turns, so that what else the machine does falls on both."""
    turns = [[_process(task, folder, names) for task in ("count", "bare")] for _ in range(ROUNDS)]
    count, bare = (_middle([turn[place] for turn in turns]) for place in (0, 1))
    ratio = count.seconds / bare.seconds
    memory = Limit(count.megabytes, MOST_MEGABYTES, "MB")
    budget = (Limit(ratio, MOST_TIMES_BARE, "× bare"), memory) if names == _P21 else (memory,)
    per_second = f"{rows / count.seconds:,.0f} rows a second"
    return [
        Result(
            f"{what}: file to counts",
            count.seconds,
            ratio,
            f"{per_second}; {count.operations:,} operations; peak {count.megabytes:.0f} MB",
            budget,
        ),
        Result("the same files, only read", bare.seconds, 1, f"peak {bare.megabytes:.0f} MB"),
    ]


def _middle(taken: list[_Taken]) -> _Taken:
    return _Taken(
        median(one.seconds for one in taken),
        max(one.megabytes for one in taken),
        taken[0].operations,
    )


def _process(task: str, folder: Path, names: tuple[str, ...]) -> _Taken:
    command = [sys.executable, "-m", __spec__.name, task, str(folder), *names]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return _Taken(**json.loads(done.stdout))


def _task(task: str, folder: Path, names: list[str]) -> _Taken:
    """What a process of its own does; imports do not count."""
    django_ready()
    from assessments.imports.case_lists.reading.counting import count_cases
    from assessments.imports.case_lists.reading.formats import read_cases
    from assessments.imports.case_lists.reading.rows import CaseOptions
    from assessments.imports.files.source_files import SourceFile
    from benchmarks.casemix.rules import CasemixPolicy

    start, operations = process_time(), 0
    if task == "bare":
        tables = [pd.read_csv(folder / name, sep=";", dtype=str) for name in names]
        assert all(len(table) for table in tables)
    else:
        files = [SourceFile(name, (folder / name).read_bytes()) for name in names]
        options = CaseOptions("0123456789abcdef", date(2025, 12, 31))
        found = count_cases(read_cases(files, options), CasemixPolicy())
        operations = sum(row["operations"] for row in found.operations)
    seconds = process_time() - start
    return _Taken(seconds, getrusage(RUSAGE_SELF).ru_maxrss / 1024, operations)


def _write_p21(folder: Path) -> None:
    """Random cases with the codes of a real department, as often as it lists them."""
    data_set = _DataSet(folder)
    every = np.arange(CASES)
    data_set.write_procedures()
    data_set.write_diagnoses(every)
    data_set.write_stays(every)
    data_set.write(
        "FALL.csv",
        every,
        Geburtsjahr="1961",
        PLZ="80331",
        Aufnahmedatum=data_set.moments(0, every),
        Entlassungsdatum=data_set.moments(15, every),
    )


class _DataSet:
    """The files of a § 21 data set; a dash in the name of a column is written as _."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._random = folder, np.random.default_rng(11)
        self._ids = np.array([f"F{10_000_000 + number}" for number in range(CASES)], dtype=object)
        self._days = _days("%Y%m%d")
        self._admitted = self._random.integers(0, len(self._days) - 20, CASES)
        self._clock = np.array(
            [f"{minute // 60 + 7:02}{minute % 60:02}" for minute in range(780)], dtype=object
        )

    def write(self, name: str, case: NDArray[np.int64], **columns: Any) -> None:
        """One file: the columns that name the case, then the others."""
        key = {"IK": "260100023", "Entlassender-Standort": "00", "Entgeltbereich": "DRG"}
        named = {column.replace("_", "-"): values for column, values in columns.items()}
        frame = pd.DataFrame({"KH-internes-Kennzeichen": self._ids[case], **named})
        for place, (column, value) in enumerate(key.items()):
            frame.insert(place, column, value)
        frame.to_csv(self._folder / name, sep=";", index=False)

    def moments(self, days_after: Any, case: NDArray[np.int64]) -> NDArray[np.object_]:
        """Day and minute some days after the admission of each case."""
        day = self._days[self._admitted[case] + days_after]
        moment: NDArray[np.object_] = day + self._random.choice(self._clock, len(case))
        return moment

    def write_procedures(self) -> None:
        case = self._random.integers(0, CASES, OPS_ROWS)
        self.write(
            "OPS.csv",
            case,
            OPS_Version="2024",
            OPS_Kode=_drawn(self._random, "procedures", OPS_ROWS),
            Lokalisation="",
            OPS_Datum=self.moments(self._random.integers(0, 4, OPS_ROWS), case),
            Belegoperateur="N",
            Beleganästhesist="N",
            Beleghebamme="N",
        )

    def write_diagnoses(self, every: NDArray[np.int64]) -> None:
        others = self._random.integers(0, CASES, DIAGNOSES - CASES)
        self.write(
            "ICD.csv",
            np.concatenate([every, others]),
            Diagnoseart=np.where(np.arange(DIAGNOSES) < CASES, "HD", "ND"),
            ICD_Version="2024",
            ICD_Kode=_drawn(self._random, "diagnoses", DIAGNOSES),
            Lokalisation="",
            Diagnosensicherheit="",
            Sekundär_Kode="",
            Lokalisation2="",
            Diagnosensicherheit2="",
        )

    def write_stays(self, every: NDArray[np.int64]) -> None:
        case = np.concatenate([every, self._random.integers(0, CASES, STAYS - CASES)])
        units = np.array(["HA2316", "HA1700", "HA1500"], dtype=object)
        self.write(
            "FAB.csv",
            case,
            FAB=self._random.choice(units, STAYS),
            FAB_Aufnahmedatum=self.moments(0, case),
            FAB_Entlassungsdatum=self.moments(15, case),
            Kennung_Intensivbett="N",
        )


def _write_list(folder: Path) -> None:
    """The general list: a row a code, the diagnosis and day of a case repeated in each."""
    random = np.random.default_rng(12)
    case = random.integers(0, LIST_CASES, LIST_ROWS)
    days = _days("%d.%m.%Y")
    frame = pd.DataFrame(
        {
            "case_id": case,
            "op_date": random.choice(days, LIST_CASES)[case],
            "main_dx": _drawn(random, "diagnoses", LIST_CASES)[case],
            "other_dx": "I10.00, E11.90",
            "procedures": _drawn(random, "procedures", LIST_ROWS),
            "technique": "open",
            "surgeon": random.choice(np.array(["S1", "S2", "S3"], dtype=object), LIST_ROWS),
            "complication": random.choice(np.array(["yes", "no", ""], dtype=object), LIST_ROWS),
        }
    )
    frame.to_csv(folder / "cases.csv", sep=";", index=False)


def _days(pattern: str) -> NDArray[np.object_]:
    return pd.date_range("2024-01-01", periods=366).strftime(pattern).to_numpy(dtype=object)


def _drawn(random: np.random.Generator, listed: str, size: int) -> NDArray[np.object_]:
    codes = pd.read_csv(DATA / f"real_department_{listed}.csv", sep=";")
    often = codes["count"].fillna(1).to_numpy(dtype=float).clip(1)
    drawn: NDArray[np.object_] = random.choice(
        codes["code"].to_numpy(dtype=object), size, p=often / often.sum()
    )
    return drawn


if __name__ == "__main__":
    taken = _task(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
    sys.stdout.write(json.dumps(taken.__dict__))
