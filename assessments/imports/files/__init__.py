"""Any file: its type, its encoding, its tables, and how much it may hold."""
