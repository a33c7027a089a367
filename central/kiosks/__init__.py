"""Enrolled kiosks and how they prove who they are."""
