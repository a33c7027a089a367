"""Until when what was asked for may come; nothing is known of what waits already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_supplements")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="supplement_by",
            field=models.DateField(editable=False, null=True, verbose_name="补正期限"),
        ),
    ]
