"""How much of what a benchmark asks a department has answered for a year."""
