"""Rules of the house that no single module can hold by itself."""
