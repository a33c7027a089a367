"""Tests of what survives a power cut."""
