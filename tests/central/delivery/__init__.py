"""Mirror of central/delivery/."""
