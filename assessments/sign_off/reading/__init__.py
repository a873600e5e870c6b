"""Open answers, and frozen reports."""
