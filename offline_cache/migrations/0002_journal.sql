-- Payment orders that have not come to rest, each with the application it pays for while that is wanted.
CREATE TABLE journal (
    order_no   TEXT PRIMARY KEY,
    visit_id   TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    wanted     INTEGER NOT NULL DEFAULT 1 CHECK (wanted IN (0, 1)),
    message_id TEXT,
    kind       TEXT,
    body       BLOB,
    receipt_no TEXT,
    applied_at TEXT,
    CHECK (wanted = 1 OR (body IS NULL AND message_id IS NULL))
) STRICT;

CREATE TABLE journal_attachment (
    order_no   TEXT NOT NULL,
    position   INTEGER NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    media_type TEXT NOT NULL,
    data       BLOB NOT NULL,
    PRIMARY KEY (order_no, position)
) STRICT;

CREATE TABLE counter (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
