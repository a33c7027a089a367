"""The intake: one door for everything that kiosks seal (docs/protocol.md)."""
