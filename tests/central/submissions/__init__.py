"""Mirror of central/submissions/."""
