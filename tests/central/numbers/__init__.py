"""Mirror of central/numbers/."""
