"""Mirror of devices/drivers/."""
