"""Single records: added, changed, deleted and brought back."""
