"""Mirror of central/certificates/."""
