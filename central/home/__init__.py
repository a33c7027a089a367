"""The console's first page and its way around: what waits for whoever looks, and the pages in the order of the work."""
