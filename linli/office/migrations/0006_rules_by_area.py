"""A rule holds everywhere, or at one area and below; an area gives its own up by a version without a value."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office", "0005_media_types")]
    operations = [
        migrations.AddField(
            "setting",
            "area_path",
            models.CharField("区域路径", blank=True, default="", max_length=23),
        ),
        migrations.AddField("setting", "carried_at", models.DateTimeField("改码时间", null=True)),
        migrations.AlterField(
            "setting", "value", models.JSONField("值", help_text="空：不再自定，随上级", null=True)
        ),
        migrations.RemoveConstraint("setting", "one_setting_version"),
        migrations.AddConstraint(
            "setting",
            models.UniqueConstraint(fields=["name", "area_path", "version"], name="one_version_of_a_rule"),
        ),
    ]
