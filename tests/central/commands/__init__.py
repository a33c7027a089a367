"""Mirror of central/commands/."""
