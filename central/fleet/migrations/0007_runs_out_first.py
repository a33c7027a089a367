"""What runs out first at a kiosk, and about when, stands beside its last heartbeat."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """As said above."""

    dependencies: ClassVar = [("fleet", "0006_store_fails")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="kioskreport",
            name="empty_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="最先用完"),
        ),
        migrations.AddField(
            model_name="kioskreport",
            name="empty_supply",
            field=models.CharField(db_default="", editable=False, max_length=60),
        ),
    ]
