-- Papers that are handed in for a case that is there (a supplement) wait here as everything else does.
CREATE TABLE outbox_wider (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
    kind       TEXT NOT NULL CHECK (kind IN ('case', 'rating', 'report', 'ticket', 'supplement')),
    state      TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sending', 'sent', 'dead')),
    sealed     INTEGER NOT NULL DEFAULT 1 CHECK (sealed IN (0, 1)),
    tries      INTEGER NOT NULL DEFAULT 0,
    next_at    REAL,
    after      TEXT,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    receipt_no TEXT NOT NULL,
    created_at TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    closed_at  TEXT,
    printed_at TEXT,
    case_no    TEXT NOT NULL DEFAULT '',
    problem    TEXT NOT NULL DEFAULT '',
    body       BLOB,
    CHECK (state = 'sent' OR body IS NOT NULL),
    CHECK ((closed_at IS NULL) = (state IN ('ready', 'sending')))
) STRICT;

INSERT INTO outbox_wider
    (seq, id, kind, state, sealed, tries, next_at, after, sha256, receipt_no, created_at, applied_at, closed_at,
     printed_at, case_no, problem, body)
SELECT seq, id, kind, state, sealed, tries, next_at, after, sha256, receipt_no, created_at, applied_at, closed_at,
       printed_at, case_no, problem, body
FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_wider RENAME TO outbox;

CREATE INDEX outbox_open ON outbox (next_at, seq) WHERE closed_at IS NULL;
