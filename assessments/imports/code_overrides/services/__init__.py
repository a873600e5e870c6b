"""Changes of classifications; previews are counted again."""
