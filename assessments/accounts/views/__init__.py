"""Pages of one's own account and of the administration of people."""
