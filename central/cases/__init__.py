"""Applications that arrived: exactly one case each, with their attachments."""
