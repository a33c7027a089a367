"""What the platform does by itself, by the clock: a table of tasks, each done once however many processes there are."""
