"""What is stored of an imported file, as typed data, and its texts."""
