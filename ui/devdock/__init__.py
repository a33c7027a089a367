"""The development dock: an on-screen panel that drives the simulated hardware. Loaded only where ``[dock]`` is configured."""
