-- Which message is next, and is any waiting too long: asked before every delivery.
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'ready';
