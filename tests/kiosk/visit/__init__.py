"""The pure core of a visit: its promises, searched for histories that break them."""
