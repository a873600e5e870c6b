"""Pages of assessments, notices and reviews."""
