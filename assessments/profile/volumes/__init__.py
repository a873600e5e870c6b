"""Numbers of operations by year and kind."""
