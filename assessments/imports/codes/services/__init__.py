"""Official lists loaded, and the classifications of a hospital read."""
