"""Talking to a SAM_V module over any line: what the ID-card reader drivers share. A driver adds the line."""
