"""The push service: one open connection for each kiosk, over which it is told that it is worth to look. Never what."""
