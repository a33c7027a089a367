"""What every registered driver must hold to, on its own wire, whatever is wrong with it."""
