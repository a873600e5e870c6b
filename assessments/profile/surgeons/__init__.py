"""One surgeon: cases, learning curve, training, and what is missing."""
