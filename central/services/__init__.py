"""The services that a kiosk consults: an interface and a simulated implementation each, and how well each answers."""
