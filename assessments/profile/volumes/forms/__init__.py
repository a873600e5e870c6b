"""The grid of volumes as it is typed or pasted."""
