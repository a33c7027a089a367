"""Mirror of central/kiosks/."""
