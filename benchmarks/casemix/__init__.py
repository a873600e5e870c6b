"""From coded procedures and diagnoses to operations by pathology and technique."""
