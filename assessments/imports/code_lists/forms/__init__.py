"""What is chosen in the preview of code lists and quality reports."""
