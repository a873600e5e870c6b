"""The form that takes files."""
