"""Migrations of the appointments."""
