"""Case lists from preview to undo."""
