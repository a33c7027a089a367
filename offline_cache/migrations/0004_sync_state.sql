-- What the way to the platform remembers besides messages. None of it is personal.

-- The lowest version of each release role that is still believed: a lost release cache must not open the way back.
CREATE TABLE floor (
    role    TEXT PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version >= 0)
) STRICT;

-- Commands that were begun: none is executed twice.
CREATE TABLE seen (
    command_id TEXT PRIMARY KEY,
    at         TEXT NOT NULL
) STRICT;

-- The hash chain of what was done to this kiosk; each entry names the hash of the one before.
CREATE TABLE audit (
    n     INTEGER PRIMARY KEY CHECK (n > 0),
    prev  TEXT NOT NULL,
    entry TEXT NOT NULL,
    hash  TEXT NOT NULL
) STRICT;

-- Settings that the platform or a technician changed while the kiosk runs.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
