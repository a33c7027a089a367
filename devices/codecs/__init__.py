"""Wire formats: bytes to frames and back. Pure, no input or output."""
