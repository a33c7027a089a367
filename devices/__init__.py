"""The device layer: drivers, their wire protocols and their supervision. Knows no matters and no Qt."""
