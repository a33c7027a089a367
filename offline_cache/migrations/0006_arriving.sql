-- Messages whose files were not yet on the disk when their row was committed: never sent while they are named here. A start
-- that finds one proves its files, and takes it back where they are not whole, because nobody was told of it.
CREATE TABLE arriving (message_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
