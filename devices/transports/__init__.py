"""The lines devices hang on."""
