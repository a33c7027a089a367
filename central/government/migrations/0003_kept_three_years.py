"""What is older than three years may be erased (`central.government.retention`); nothing younger is, and nothing is changed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = (
    "DROP TRIGGER government_datalookup_DELETE",
    """
CREATE TRIGGER government_datalookup_DELETE BEFORE DELETE ON government_datalookup
WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%S', 'now', '-3 years')
BEGIN SELECT RAISE(ABORT, 'lookups are kept for three years'); END
""",
)
_POSTGRES = (
    "DROP TRIGGER government_datalookup_only_added ON government_datalookup",
    """
CREATE TRIGGER government_datalookup_not_changed BEFORE UPDATE ON government_datalookup
FOR EACH STATEMENT EXECUTE FUNCTION government_only_added()
""",
    """
CREATE TRIGGER government_datalookup_kept BEFORE DELETE ON government_datalookup
FOR EACH ROW WHEN (OLD.at > now() - interval '3 years') EXECUTE FUNCTION government_only_added()
""",
)


def let_go_of_old(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRES}.get(editor.connection.vendor, ()):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("government", "0002_only_added")]
    operations = [migrations.RunPython(let_go_of_old, elidable=False)]
