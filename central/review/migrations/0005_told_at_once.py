"""An urgent notice that every kiosk tells without waiting for a release: since when, and who let it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0004_taken_along"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="told_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="立即公布时间"),
        ),
        migrations.AddField(
            model_name="notice",
            name="told_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="立即公布人",
            ),
        ),
    ]
