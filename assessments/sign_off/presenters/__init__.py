"""What the pages of assessments show."""
