"""Scoring records as they are: what cannot be right is taken as not reported, and told."""

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
    """Scores with the inputs they rest on, and the recorded values that were set aside."""

    inputs: pd.DataFrame
    scores: Scores
    set_aside: tuple[InputProblem, ...]


def score_tolerantly(frame: pd.DataFrame, benchmark: Benchmark) -> TolerantScores:
    """Score every row of `frame`, whose columns are float and whose index names each row once.

    As `scoring.score`, but a value that cannot be right counts as not reported instead of
    refusing all rows: one wrong record of one department must not hide the others. Of a part that
    is larger than its whole, the part is set aside.
    """
    try:
        return TolerantScores(frame, score(frame, benchmark), ())
    except InvalidInputs as error:
        problems = error.problems
    possible = _without(frame, problems)
    return TolerantScores(possible, score(possible, benchmark), problems)


def _without(frame: pd.DataFrame, problems: tuple[InputProblem, ...]) -> pd.DataFrame:
    wrong = np.zeros(frame.shape, dtype=np.bool_)
    rows = frame.index.get_indexer(pd.Index([problem.row for problem in problems]))
    for row, problem in zip(rows, problems, strict=True):
        name = problem.input_id
        columns = frame.columns.get_indexer(pd.Index([name, f"{name}{LOW}", f"{name}{HIGH}"]))
        wrong[row, columns[columns >= 0]] = True
    return frame.mask(wrong)
