"""Changes of hospitals and departments, and why they are refused."""
