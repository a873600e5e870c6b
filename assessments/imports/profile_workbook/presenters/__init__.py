"""The workbook itself, and the texts of what it changes."""
