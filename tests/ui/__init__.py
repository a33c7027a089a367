"""Tests of the touchscreen application."""
