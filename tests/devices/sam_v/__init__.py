"""Tests of what the SAM_V drivers share."""
