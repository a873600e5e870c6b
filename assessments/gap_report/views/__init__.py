"""The gap dashboard, its downloads, and the benchmark browser."""
