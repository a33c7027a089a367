"""Who works with the console: accounts, roles, regions, the second factor, and what they changed."""
