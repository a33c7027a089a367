"""Mirror of central/receipts/."""
