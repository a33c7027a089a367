"""Stories of the console in a real browser: the distribution's Chromium against a platform that really runs."""
