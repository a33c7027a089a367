"""Tests of the gates and scripts in tools/."""
