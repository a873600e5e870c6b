"""Assessments from a draft to the signed-off report."""
