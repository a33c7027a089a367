"""Publishing releases."""
