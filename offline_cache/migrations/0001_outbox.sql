-- Messages on their way to the platform. A row keeps no personal data once its body is NULL.
CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
    kind       TEXT NOT NULL CHECK (kind IN ('case', 'rating')),
    body       BLOB,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    receipt_no TEXT NOT NULL,
    state      TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sent', 'dead')),
    tries      INTEGER NOT NULL DEFAULT 0,
    next_at    REAL,
    created_at TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    closed_at  TEXT,
    printed_at TEXT,
    case_no    TEXT NOT NULL DEFAULT '',
    problem    TEXT NOT NULL DEFAULT '',
    CHECK (state = 'sent' OR body IS NOT NULL)
) STRICT;

-- Without these, draining slows down with every row that was ever sent.
CREATE INDEX outbox_ready ON outbox (seq) WHERE state = 'ready';
CREATE INDEX outbox_unprinted ON outbox (seq) WHERE printed_at IS NULL AND kind = 'case';

CREATE TABLE attachment (
    message_id TEXT NOT NULL,
    position   INTEGER NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    media_type TEXT NOT NULL,
    data       BLOB NOT NULL,
    PRIMARY KEY (message_id, position)
) STRICT;
