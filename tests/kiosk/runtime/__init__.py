"""What is wired."""
