"""Mirror of central/cases/."""
