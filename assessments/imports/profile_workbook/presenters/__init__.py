"""The workbook itself, and what it changes in words."""
