"""Migrations of the drafts."""
