"""From scores and records to the one frozen report that every output reads."""
