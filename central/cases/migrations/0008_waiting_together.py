from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_counted_by_state")]
    operations = [
        migrations.AlterField(
            model_name="pause",
            name="kind",
            field=models.CharField(
                choices=[
                    ("applied", "待受理"),
                    ("accepted", "已受理"),
                    ("supplement", "待补正"),
                    ("refused", "不予受理"),
                    ("examining", "审查中"),
                    ("special", "特别程序"),
                    ("decided", "已决定"),
                    ("done", "已办结"),
                    ("delivered", "已送达"),
                    ("withdrawn", "已撤回"),
                    ("waits", "等前置事项"),
                ],
                max_length=12,
            ),
        ),
    ]
