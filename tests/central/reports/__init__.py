"""Mirror of central/reports/."""
