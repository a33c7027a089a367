"""What lies in deploy/: it is read by other programs, and nobody notices a mistake before the first real machine."""
