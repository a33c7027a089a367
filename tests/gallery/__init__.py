"""Every screen with sample data, as pictures."""
