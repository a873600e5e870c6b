"""Steps, remarks and notices of assessments."""
