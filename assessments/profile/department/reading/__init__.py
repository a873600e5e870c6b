"""What a department has recorded, and what is still to do."""
