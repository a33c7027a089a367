"""The last heartbeats are written over in place: no index of their time, and room on each page."""

from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _leave_room(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE fleet_kioskreport SET (fillfactor = 70)")


class Migration(migrations.Migration):
    """As said above."""

    dependencies: ClassVar = [("fleet", "0004_region_days")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="kioskreport",
            name="at",
            field=models.DateTimeField(verbose_name="最近心跳"),
        ),
        migrations.RunPython(_leave_room, migrations.RunPython.noop),
    ]
