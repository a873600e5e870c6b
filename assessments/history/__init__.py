"""The history of changes: who changed what and when, and which deleted records can be restored."""
