"""One citizen, one matter: a frozen value, changed only by `machine.handle`. Pure: no I/O, no clock, no threads."""
