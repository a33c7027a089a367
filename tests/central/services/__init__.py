"""Tests of the services that a kiosk consults."""
