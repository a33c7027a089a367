"""Matters (事项) as data, and the pure rules over them. Shared with the central platform."""
