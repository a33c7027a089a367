"""One file per product family; loaded by name through `devices.registry`."""
