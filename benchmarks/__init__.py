"""The engine: benchmarks, and how departments score against them. No Django, no clock."""

from benchmarks.library import load
from benchmarks.scoring.engine import score
from benchmarks.scoring.gaps import gaps

__all__ = ["gaps", "load", "score"]
