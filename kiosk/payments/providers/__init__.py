"""One payment provider, one file, one entry-point line in pyproject.toml."""
