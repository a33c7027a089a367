"""Tests of `kioskctl devices`."""
