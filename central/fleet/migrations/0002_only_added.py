"""What an audit log said is neither changed nor deleted, by whoever holds a connection to the database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLES = ("fleet_audithead", "fleet_auditrecord")
_SQLITE = """
CREATE TRIGGER {table}_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'what an audit log said is only ever added to'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION fleet_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'what an audit log said is only ever added to'; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION fleet_only_added()
"""


def add(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for table in _TABLES:
            for verb in ("UPDATE", "DELETE"):
                editor.execute(_SQLITE.format(table=table, verb=verb))
    elif editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES_FUNCTION)
        for table in _TABLES:
            editor.execute(_POSTGRES.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("fleet", "0001_initial")]
    operations = [migrations.RunPython(add, elidable=False)]
