"""What kiosks tell of themselves: answers to commands, log bundles, alarms. No personal data."""
