"""One module per step: what an event means while the visit is there."""
