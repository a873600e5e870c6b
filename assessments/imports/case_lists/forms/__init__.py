"""What is chosen in the preview of a case list."""
