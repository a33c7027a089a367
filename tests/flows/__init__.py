"""Whole visits as stories: the same file runs on the runner's events and on the real screens."""
