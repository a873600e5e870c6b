"""What a code list brings, and why."""
