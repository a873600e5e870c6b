"""Hospitals and departments: created, changed and deleted by administrators."""
