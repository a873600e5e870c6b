"""Template tags: what pages show again and again."""
