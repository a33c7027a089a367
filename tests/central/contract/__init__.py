"""The published contract, held by generated calls."""
