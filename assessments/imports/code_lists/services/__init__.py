"""Code lists and quality reports from preview to undo."""
