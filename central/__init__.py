"""The reference platform: what a fleet of kiosks reports to, and where officers and administrators work."""
