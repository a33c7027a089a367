"""Migrations of the services' standing."""
