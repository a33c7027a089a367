"""Payment providers: one interface, one file a brand in ``providers/``."""
