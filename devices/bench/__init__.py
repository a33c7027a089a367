"""Simulated hardware on real wires. Product code never names it."""
