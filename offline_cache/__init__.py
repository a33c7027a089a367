"""What survives a power cut: knows no matters, no network, no screen."""
