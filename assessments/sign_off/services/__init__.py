"""The steps of an assessment, remarks and notices."""
