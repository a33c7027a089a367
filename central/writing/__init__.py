"""Writing a matter: drafts, their form, what is wrong with them, what they look like at the kiosk, and their dry run."""
