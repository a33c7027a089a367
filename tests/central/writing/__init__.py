"""Drafts: their form, what is wrong with them, their pictures and their dry run."""
