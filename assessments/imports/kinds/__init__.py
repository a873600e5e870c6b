"""The kinds of imports: the one place that tells of which of them files are."""
