"""Scoring in spite of implausible records: these count as not reported, and are listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.library.definition import Benchmark
from benchmarks.scoring.engine import score
from benchmarks.scoring.inputs import InputProblem, InvalidInputs
from benchmarks.scoring.layout import HIGH, LOW
from benchmarks.scoring.scores import Scores


@dataclass(frozen=True)
class TolerantScores:
    """Scores, the inputs they rest on, and (`implausible`) the implausible values left out."""

    inputs: pd.DataFrame
    scores: Scores
    implausible: tuple[InputProblem, ...]


def score_tolerantly(frame: pd.DataFrame, benchmark: Benchmark) -> TolerantScores:
    """Score every row of `frame`, whose columns are float and whose index names each row once.

    As `engine.score`, but a value that cannot be right counts as not reported, where `score`
    refuses all rows: one wrong record of one department must not hide the others. Where a part is
    larger than its whole, the part is left out and the whole is kept.
    """
    try:
        return TolerantScores(frame, score(frame, benchmark), ())
    except InvalidInputs as error:
        problems = error.problems
    plausible = _without(frame, problems)
    return TolerantScores(plausible, score(plausible, benchmark), problems)


def _without(frame: pd.DataFrame, problems: tuple[InputProblem, ...]) -> pd.DataFrame:
    wrong = np.zeros(frame.shape, dtype=np.bool_)
    rows = frame.index.get_indexer(pd.Index([problem.row for problem in problems]))
    for row, problem in zip(rows, problems, strict=True):
        name = problem.input_id
        columns = frame.columns.get_indexer(pd.Index([name, f"{name}{LOW}", f"{name}{HIGH}"]))
        wrong[row, columns[columns >= 0]] = True
    return frame.mask(wrong)
