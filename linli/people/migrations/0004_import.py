"""No list looks for residents by their number: its index, in which every number falls on a page of its own, goes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_api_tokens")]

    operations = [
        migrations.AlterField(
            "resident",
            "phone_index",
            models.CharField("电话盲索引", max_length=32, default="", blank=True),
        ),
    ]
