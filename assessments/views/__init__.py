"""Pages and downloads: find what the user may see, make one call, respond."""
