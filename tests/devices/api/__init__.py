"""Tests of what the device layer offers."""
