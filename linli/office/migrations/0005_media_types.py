"""A sheet's media type has 65 characters; SQLite never minded, PostgreSQL refused the row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0004_clock")]
    operations = [
        migrations.AlterField(
            "attachment", "kind", models.CharField("类型", default="image/jpeg", max_length=100)
        ),
    ]
