"""The fleet: the last heartbeat of each kiosk, and every head of its audit log that was ever seen."""
