"""Effects on the world."""
