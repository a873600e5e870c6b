"""The engine: reads benchmarks and scores departments against them.

It needs no Django and never reads the clock: dates are arguments.
"""

from benchmarks.library import load
from benchmarks.scoring.engine import score
from benchmarks.scoring.gaps import gaps

__all__ = ["gaps", "load", "score"]
