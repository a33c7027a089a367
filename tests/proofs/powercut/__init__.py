"""A power cut, simulated: what a program wrote and synced is recorded, and every disk it could leave behind is rebuilt."""
