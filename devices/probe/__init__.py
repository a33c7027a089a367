"""Plug, probe, propose: what is plugged in, what it answers, and which role of the kiosk it could take."""
