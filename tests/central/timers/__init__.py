"""Mirror of central/timers/."""
