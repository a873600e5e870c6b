"""The grid and the table of volumes as pages show them."""
