"""Who changed what and when, and bringing back what was deleted."""
