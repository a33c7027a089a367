"""How many cases of a region are in a state is counted in the index alone."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """As said above."""

    dependencies: ClassVar = [("cases", "0006_found_by_kiosk")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="case", name="case_kiosk_newest"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["kiosk", "-accepted_at", "-id", "state"], name="case_kiosk_newest_state"),
        ),
    ]
