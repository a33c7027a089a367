"""Mirror of central/ratings/."""
