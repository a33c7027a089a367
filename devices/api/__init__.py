"""What a device kind promises its caller: one module per kind, plus status and errors."""
