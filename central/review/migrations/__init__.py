"""Tables of the review."""
