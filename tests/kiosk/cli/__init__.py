"""kioskctl, run in this process."""
