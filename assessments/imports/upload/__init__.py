"""Choosing files; finding out what they are; the pages of every import."""
