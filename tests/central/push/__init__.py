"""Mirror of central/push/."""
