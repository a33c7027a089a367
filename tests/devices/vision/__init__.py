"""Mirror of devices/vision/."""
