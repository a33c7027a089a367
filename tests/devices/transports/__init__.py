"""Mirror of devices/transports/."""
