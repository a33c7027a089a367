"""Effects → the world: what a visit asks for is carried out here, and answered by events."""
