"""Mirror of central/payments/."""
