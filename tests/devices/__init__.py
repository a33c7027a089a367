"""Mirror of devices/."""
