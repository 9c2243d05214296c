from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0002_register")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "待确认"),
                    ("queued", "排队"),
                    ("running", "进行中"),
                    ("done", "完成"),
                    ("stopped", "已停止"),
                    ("failed", "失败"),
                ],
                default="queued",
                max_length=8,
                verbose_name="状态",
            ),
        )
    ]
