"""Profile workbooks from preview to undo."""
