"""Who looked at whose data is neither changed nor deleted, by whoever holds a connection to the database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLE = "government_datalookup"
_SQLITE = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'lookups are only ever added to'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION government_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'lookups are only ever added to'; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION government_only_added()
"""


def add(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            editor.execute(_SQLITE.format(table=_TABLE, verb=verb))
    elif editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_FUNCTION)
        editor.execute(_POSTGRES.format(table=_TABLE))


class Migration(migrations.Migration):
    dependencies = [("government", "0001_lookups")]
    operations = [migrations.RunPython(add, elidable=False)]
