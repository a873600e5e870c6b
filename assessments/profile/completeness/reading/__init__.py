"""What a department has answered for a year, section by section."""
