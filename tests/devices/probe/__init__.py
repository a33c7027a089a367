"""Tests of plug, probe, propose."""
