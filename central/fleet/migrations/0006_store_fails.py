"""An alarm may be about a kiosk's store. Nothing in the database changes."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """As said above."""

    dependencies: ClassVar = [("fleet", "0005_reports_without_an_index_of_their_time")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="alarm",
            name="kind",
            field=models.CharField(
                choices=[
                    ("silent", "失联"),
                    ("closed", "暂停服务"),
                    ("device", "设备故障"),
                    ("supply", "耗材不足"),
                    ("queue", "积压超时"),
                    ("dead", "无法送达"),
                    ("clock", "时钟偏差"),
                    ("disk", "磁盘将满"),
                    ("store", "存储故障"),
                    ("release", "版本未能启用"),
                    ("audit", "审计链中断"),
                ],
                editable=False,
                max_length=10,
                verbose_name="告警",
            ),
        ),
    ]
