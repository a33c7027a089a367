"""Mirror of devices/bench/."""
