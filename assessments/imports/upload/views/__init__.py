"""Pages that choose, preview, confirm and undo."""
