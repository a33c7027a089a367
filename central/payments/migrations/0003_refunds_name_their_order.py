"""A refund says of which order it is, in words."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_asked_at"),
    ]

    operations = [
        migrations.AlterField(
            model_name="refund",
            name="order",
            field=models.OneToOneField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                primary_key=True,
                related_name="refund",
                serialize=False,
                to="payments.order",
                verbose_name="缴款单",
            ),
        ),
    ]
