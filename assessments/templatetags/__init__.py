"""Template tags shared by pages."""
