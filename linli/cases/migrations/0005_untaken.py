"""A call of somebody in danger that nobody takes is told again, and to the trained people of an office above."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_ratings"), ("people", "0002_register")]

    operations = [
        migrations.AddField(
            model_name="safetycall",
            name="above",
            field=models.ForeignKey(
                help_text="逾时无人接手，再告知",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.office",
                verbose_name="上一级机构",
            ),
        ),
        migrations.AddField(
            model_name="safetycall",
            name="raised_at",
            field=models.DateTimeField(null=True, verbose_name="再次告知时间"),
        ),
    ]
