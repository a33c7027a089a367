"""The promises of the queue, each with the proof that keeps it and the mutants that the proof must catch (README.md)."""
