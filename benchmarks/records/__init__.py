"""From the records of departments to the inputs of a benchmark."""
