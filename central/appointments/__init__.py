"""Appointments (预约): when a department has time for somebody, and who has taken which time."""
