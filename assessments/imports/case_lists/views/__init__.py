"""Pages of case lists, of their template, and of the columns assigned by hand."""
