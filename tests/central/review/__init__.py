"""Review and release."""
