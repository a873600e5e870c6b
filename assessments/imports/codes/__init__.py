"""What a hospital and the official lists mean by a code."""
