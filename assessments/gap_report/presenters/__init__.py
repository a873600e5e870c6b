"""What the dashboard shows besides the report."""
