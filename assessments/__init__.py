"""Records, assessments, reports and pages of the spine-centre gap assessment."""
