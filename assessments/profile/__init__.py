"""What a department keeps: its records, answers, volumes and years."""
