"""Mirror of devices/codecs/."""
