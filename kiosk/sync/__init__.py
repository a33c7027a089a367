"""The way to the platform: one client, one courier, one thread that empties the outbox."""
