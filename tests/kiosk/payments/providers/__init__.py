"""One file for each provider."""
