"""What is kept of an imported file, as typed data, and its words."""
