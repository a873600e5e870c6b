"""The profile of a department as a workbook to fill in."""
