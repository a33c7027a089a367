"""Tests of the headless application."""
