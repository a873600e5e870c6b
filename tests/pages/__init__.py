"""Pages, by what a reader does on them."""
