"""The day by which a paper that was put off is to be there, and the pile of those that are owed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty for what came before, and its index."""

    dependencies = [
        ("cases", "0004_piles"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="owed_by",
            field=models.DateField(editable=False, null=True, verbose_name="容缺补交期限"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("owed_by__isnull", False)), fields=["owed_by", "id"], name="case_owed"
            ),
        ),
    ]
