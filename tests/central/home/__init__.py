"""The console's first page and navigation."""
