"""The sheets of a profile workbook, and their reader."""
