"""Mirror of central/fleet/."""
