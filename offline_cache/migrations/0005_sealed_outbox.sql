-- What waits for the platform is sealed: `body` is what will be posted, and nobody here can read it (`sealed` = 0: taken
-- over from before, still to be sealed). `sha256` is that of the message before it was sealed. `next_at` of a row in
-- 'ready' is when to try again, of one in 'sending' when its lease ends; seconds since 1970. A row is open until
-- `closed_at`. The long column comes last: what follows it would cost its pages at every look.
CREATE TABLE outbox_sealed (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
    kind       TEXT NOT NULL CHECK (kind IN ('case', 'rating', 'report')),
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

INSERT INTO outbox_sealed
    (seq, id, kind, state, sealed, tries, next_at, sha256, receipt_no, created_at, applied_at, closed_at, printed_at,
     case_no, problem, body)
SELECT seq, id, kind, state, state = 'sent', tries, next_at, sha256, receipt_no, created_at, applied_at,
       CASE WHEN state = 'ready' THEN NULL ELSE coalesce(closed_at, created_at) END, printed_at, case_no, problem, body
FROM outbox;

-- A file of more than 64 KiB lies beside the store under its hash, and `data` is NULL. Hash and size are of the sealed bytes.
CREATE TABLE attachment_sealed (
    message_id TEXT NOT NULL,
    position   INTEGER NOT NULL,
    sha256     TEXT NOT NULL CHECK (length(sha256) = 64),
    size       INTEGER NOT NULL CHECK (size >= 0),
    data       BLOB,
    PRIMARY KEY (message_id, position)
) STRICT, WITHOUT ROWID;

INSERT INTO attachment_sealed SELECT message_id, position, sha256, length(data), data FROM attachment;

DROP TABLE outbox;
DROP TABLE attachment;
ALTER TABLE outbox_sealed RENAME TO outbox;
ALTER TABLE attachment_sealed RENAME TO attachment;

-- One index answers what is due, what is next and what waits too long, and holds only what is open.
CREATE INDEX outbox_open ON outbox (next_at, seq) WHERE closed_at IS NULL;
