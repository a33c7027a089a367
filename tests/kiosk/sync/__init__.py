"""Tests of the way to the platform."""
