"""What was paid since papers wait for the money, and has none yet; of what was paid before nothing is made by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_refunds_name_their_order")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="papers_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("papers_at__isnull", False)), fields=["papers_at"], name="order_papers"
            ),
        ),
    ]
