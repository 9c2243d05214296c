"""Sums where pages walked through requests: who is not reached yet, days of all classes together; found by month first."""

from __future__ import annotations

from collections import Counter

import django.utils.timezone
from django.db import migrations, models

DAYS = """INSERT INTO insights_spread (area_path, kind, month, key, days, number)
SELECT area_path, 'all', month, '', days, SUM(number) FROM insights_spread WHERE kind = 'class'
GROUP BY area_path, month, days"""
LENGTHS = (4, 6, 9, 12, 15)


def count_unreached(apps, schema_editor):
    """What `facts.py` says of open requests that nobody reached: by when that has to be, and the sums of it."""
    Counted, Handling = apps.get_model("insights", "Counted"), apps.get_model("cases", "Handling")
    Unreached = apps.get_model("insights", "Unreached")
    first = Handling.objects.filter(case=models.OuterRef("case_id")).order_by("id").values("due_at")[:1]
    waiting = Counted.objects.filter(standing=1, on_the_spot=0, case__contacted_at=None)
    changed, sums = [], Counter()
    for one in waiting.annotate(due=models.Subquery(first)).exclude(due=None).iterator(2000):
        one.reach_by = f"{django.utils.timezone.localtime(one.due):%Y-%m-%d}"
        changed.append(one)
        keys = [("all", 0), ("matter", one.category_id or 0)]
        if one.office_id is not None:
            keys.append(("office", one.office_id))
        for length in LENGTHS:
            if length <= len(one.area_path):
                for slice_, key in keys:
                    sums[one.area_path[:length], slice_, one.month, key, one.reach_by] += 1
    Counted.objects.bulk_update(changed, ["reach_by"], batch_size=500)
    columns = ("area_path", "slice", "month", "key", "until")
    rows = [Unreached(**dict(zip(columns, key, strict=True)), number=n) for key, n in sorted(sums.items())]
    Unreached.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial"), ("cases", "0009_figures")]

    operations = [
        migrations.CreateModel(
            name="Unreached",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(max_length=23, verbose_name="区域路径")),
                (
                    "slice",
                    models.CharField(
                        choices=[("all", "全部"), ("office", "机构"), ("matter", "事项")],
                        max_length=6,
                        verbose_name="口径",
                    ),
                ),
                ("month", models.CharField(max_length=7, verbose_name="收到月份")),
                ("key", models.BigIntegerField(default=0, verbose_name="编号")),
                ("until", models.CharField(max_length=10, verbose_name="联系期限")),
                ("number", models.IntegerField(default=0, verbose_name="件数")),
            ],
            options={
                "verbose_name": "尚未联系",
                "verbose_name_plural": "尚未联系",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area_path", "slice", "month", "key", "until"), name="one_unreached_of_a_kind"
                    )
                ],
            },
        ),
        migrations.RemoveIndex(model_name="counted", name="counted_area_month"),
        migrations.AddField(
            model_name="counted",
            name="reach_by",
            field=models.CharField(
                blank=True,
                default="",
                help_text="在办、还没联系到的：第一步的期限",
                max_length=10,
                verbose_name="联系期限",
            ),
        ),
        migrations.AddIndex(
            model_name="counted",
            index=models.Index(fields=["month", "area_path"], name="counted_month_area"),
        ),
        migrations.AlterField(
            model_name="spread",
            name="key",
            field=models.CharField(blank=True, max_length=24, verbose_name="项目"),
        ),
        migrations.AlterField(
            model_name="spread",
            name="kind",
            field=models.CharField(
                help_text="way、outcome、all、class（分类:层级）、office、matter", max_length=8, verbose_name="口径"
            ),
        ),
        migrations.RemoveConstraint(model_name="spread", name="one_spread_of_a_kind"),
        migrations.AddConstraint(
            model_name="spread",
            constraint=models.UniqueConstraint(
                fields=("area_path", "kind", "key", "month", "days"), name="one_spread_of_a_kind"
            ),
        ),
        migrations.RunSQL(DAYS, "DELETE FROM insights_spread WHERE kind = 'all'"),
        migrations.RunPython(count_unreached, migrations.RunPython.noop),
    ]
