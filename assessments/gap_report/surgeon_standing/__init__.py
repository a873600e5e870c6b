"""One surgeon's cases, and what a benchmark asks of a surgeon."""
