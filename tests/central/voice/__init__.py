"""Tickets and rectification."""
