"""What is told of the operations of a case list, counted in operations."""
