"""The numbers: how much is done where, how well, and where citizens give up. Sums only, each with its definition."""
