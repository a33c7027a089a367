"""What a release takes along that is not everywhere: the state of such a one, and where a way back leads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0003_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="matterrelease",
            name="back_to",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="matterrelease",
            name="state",
            field=models.CharField(
                choices=[
                    ("signed", "作者已签，待复核签发"),
                    ("rolling", "灰度中"),
                    ("complete", "已全量"),
                    ("stopped", "已停止"),
                    ("rolled_back", "已回退"),
                    ("merged", "未全量，已并入下一版"),
                    ("dropped", "已作废"),
                ],
                default="signed",
                max_length=12,
                verbose_name="状态",
            ),
        ),
    ]
