"""Contexts and tables for the pages of assessments."""
