"""The preview of a case list, and the codes behind a number."""
