"""Mirror of central/government/."""
