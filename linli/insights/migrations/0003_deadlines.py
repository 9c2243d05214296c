"""One row of sums a month: what is open and due by a day stands beside them, not in them."""

from __future__ import annotations

from django.db import migrations, models

SLICES = [("all", "全部"), ("office", "机构"), ("matter", "事项")]
DEADLINES = """INSERT INTO insights_deadline (area_path, slice, what, month, key, day, number)
SELECT area_path, slice, '{what}', month, key, until, {number} FROM {table} WHERE until <> '' AND {number} > 0"""
OF = ("area_path", "slice", "month", "key")


def put_together(apps, schema_editor):
    """Rows of a month that differ by `until` alone become one."""
    names = [field.column for field in apps.get_model("insights", "Tally")._meta.local_concrete_fields]
    measures = [name for name in names if name not in ("id", *OF, "until")]
    sums = ", ".join(f"SUM({name})" for name in measures)
    of = ", ".join(OF)
    schema_editor.execute(
        f"""INSERT INTO insights_tally ({of}, until, {", ".join(measures)})
        SELECT {of}, 'all', {sums} FROM insights_tally GROUP BY {of}"""
    )
    schema_editor.execute("DELETE FROM insights_tally WHERE until <> 'all'")


class Migration(migrations.Migration):
    dependencies = [("insights", "0002_figures")]

    operations = [
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(max_length=23, verbose_name="区域路径")),
                ("slice", models.CharField(choices=SLICES, max_length=6, verbose_name="口径")),
                (
                    "what",
                    models.CharField(
                        choices=[("reach", "联系"), ("promise", "承诺"), ("paused", "承诺（中止过）")],
                        max_length=8,
                        verbose_name="事由",
                    ),
                ),
                ("month", models.CharField(max_length=7, verbose_name="收到月份")),
                ("key", models.BigIntegerField(default=0, verbose_name="编号")),
                ("day", models.CharField(max_length=10, verbose_name="期限")),
                ("number", models.IntegerField(default=0, verbose_name="件数")),
            ],
            options={
                "verbose_name": "期限",
                "verbose_name_plural": "期限",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area_path", "slice", "what", "day", "month", "key"), name="one_deadline_of_a_kind"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [
                DEADLINES.format(what="reach", number="number", table="insights_unreached"),
                DEADLINES.format(what="promise", number="pending - pending_paused", table="insights_tally"),
                DEADLINES.format(what="paused", number="pending_paused", table="insights_tally"),
            ]
        ),
        migrations.DeleteModel(name="Unreached"),
        migrations.RemoveConstraint(model_name="tally", name="one_tally_of_a_kind"),
        migrations.RunPython(put_together),
        migrations.RemoveField(model_name="tally", name="until"),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("area_path", "slice", "month", "key"), name="one_tally_of_a_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="counted",
            index=models.Index(fields=["month", "case"], name="counted_month_newest"),
        ),
        migrations.AddIndex(
            model_name="counted",
            index=models.Index(
                condition=models.Q(restricted=True, standing=1), fields=["area_path"], name="counted_restricted"
            ),
        ),
    ]
