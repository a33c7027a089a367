"""The kiosk application, headless: no Qt, no web framework."""
