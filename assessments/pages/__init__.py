"""What every page shares: the request, tables, names, spreadsheets."""
