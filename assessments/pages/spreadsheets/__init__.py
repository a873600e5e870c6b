"""Sheets as plain data, written as XLSX and CSV."""
