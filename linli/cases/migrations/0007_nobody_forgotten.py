"""Where nobody stands above, the clock reminds again; it finds complaints whose readers are all away."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_order_numbers")]

    operations = [
        migrations.AddField(
            model_name="supervision",
            name="reminded_at",
            field=models.DateTimeField(null=True, help_text="最高一级逾期后，时钟定期提醒", verbose_name="上次提醒"),
        ),
        migrations.AddField(
            model_name="pause",
            name="told_at",
            field=models.DateTimeField(null=True, verbose_name="中止前的承诺期限"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["closed_at"], name="case_restricted", condition=Q(restricted=True)),
        ),
    ]
