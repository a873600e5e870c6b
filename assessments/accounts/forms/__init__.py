"""Forms of log-in and of people."""
