"""Documents issued for instant matters, and the page that says whether one is genuine."""
