"""The wire contract between kiosk and platform: pure, shared by both ends."""
