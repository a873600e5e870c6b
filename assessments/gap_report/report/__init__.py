"""Builds the immutable gap report, which every output is made from."""
