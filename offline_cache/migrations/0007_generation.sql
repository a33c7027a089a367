-- Which store this is: a copy of another one is never written over (offline_cache.copies). A store of before this step keeps
-- none, as its copies have none.
INSERT INTO setting
SELECT 'store.generation', lower(hex(randomblob(16)))
WHERE NOT EXISTS (SELECT 1 FROM outbox)
  AND NOT EXISTS (SELECT 1 FROM journal)
  AND NOT EXISTS (SELECT 1 FROM counter)
  AND NOT EXISTS (SELECT 1 FROM audit);
