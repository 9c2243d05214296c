"""An estate was a word on each building; now it is a row of its own with its kind."""

import django.db.models.deletion
from django.db import migrations, models


def gather(apps, editor):
    Building = apps.get_model("territory", "Building")
    Estate = apps.get_model("territory", "Estate")
    for building in Building.objects.select_related("area__parent").iterator():
        community = building.area.parent or building.area
        building.estate, _ = Estate.objects.get_or_create(
            area=community,
            name=building.estate_word,
            defaults={"area_path": community.path, "name_en": building.estate_en},
        )
        building.save(update_fields=["estate"])


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Estate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(db_index=True, max_length=23, verbose_name="区域路径")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, default="", max_length=80, verbose_name="英文名称")),
                ("kind", models.CharField(choices=[("commercial", "商住小区"), ("institution", "机关单位宿舍"), ("unmanaged", "三无小区"), ("self_built", "自建房"), ("hamlet", "自然村")], default="commercial", max_length=12, verbose_name="类型")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="estates", to="territory.area", verbose_name="社区")),
            ],
            options={"verbose_name": "小区", "verbose_name_plural": "小区"},
        ),
        migrations.AddConstraint("Estate", models.UniqueConstraint(fields=["area", "name"], name="one_estate_of_a_name")),
        migrations.RemoveConstraint("Building", "one_building_of_a_name"),
        migrations.RenameField("Building", "estate", "estate_word"),
        migrations.AddField(
            "Building",
            "estate",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="buildings", to="territory.estate", verbose_name="小区"),
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
        migrations.AlterField(
            "Building",
            "estate",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="buildings", to="territory.estate", verbose_name="小区"),
        ),
        migrations.RemoveField("Building", "estate_word"),
        migrations.RemoveField("Building", "estate_en"),
        migrations.AddConstraint("Building", models.UniqueConstraint(fields=["estate", "name"], name="one_building_of_a_name")),
    ]
