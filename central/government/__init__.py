"""What other departments already know of a person: a stand-in for their systems."""
