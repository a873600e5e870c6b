"""Files read in the background, and files that wait for their columns."""
