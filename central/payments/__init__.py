"""The money of cases: orders, collecting what was deferred, refunds, and the daily comparison with the provider's books."""
