"""One surgeon's cases, and a benchmark's requirements for a surgeon."""
