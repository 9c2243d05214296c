import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="received_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text="期限从这时起算；导入的事项晚于反映时间",
                verbose_name="收到时间",
            ),
            preserve_default=False,
        ),
    ]
