"""Migrations of the data lookups."""
