"""Cases of a region are found by its kiosks; indexes for prefixes of what nobody searches by a prefix are gone.

Django makes one of those (``…_like``) for every indexed text on PostgreSQL. Each intake wrote to all of them.
"""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_NEVER_BY_PREFIX = """
SELECT indexname FROM pg_indexes WHERE tablename = 'cases_case' AND indexname LIKE '%%\\_like'
AND indexdef ~ '\\((application_id|matter_code|unit|holder_hash|bundle_id) '
"""
_OPEN = ("applied", "accepted", "supplement", "examining", "special", "decided")


def _drop_prefixes(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_NEVER_BY_PREFIX, [])
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):
    """As said above."""

    dependencies: ClassVar = [("cases", "0005_papers_put_off"), ("kiosks", "0005_nonces_with_less_around_them")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="case",
            name="kiosk",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="kiosks.kiosk",
                verbose_name="终端",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["kiosk", "-accepted_at", "-id"], name="case_kiosk_newest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(state__in=_OPEN), fields=["kiosk", "state", "card"], name="case_open_kiosk"
            ),
        ),
        migrations.RunPython(_drop_prefixes, migrations.RunPython.noop),
    ]
