"""Calendar and office hours, with the notices for 2024 to 2026."""

from datetime import UTC, datetime

from django.db import migrations, models

from linli.common.worktime.seed import DAYS


def enter_notices(apps, schema_editor):
    day = apps.get_model("office", "CalendarDay")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    day.objects.using(schema_editor.connection.alias).bulk_create(
        [day(day=s.day, kind=s.kind.value, name=s.name, notice=s.notice, changed_at=at) for s in DAYS]
    )


def say_units(apps, schema_editor):
    """Days were plain numbers; now each limit says what it counts."""
    setting = apps.get_model("office", "Setting").objects.using(schema_editor.connection.alias)
    for row in setting.filter(name__in=("cases.promise", "cases.limits")):
        whole = {"cases.limits": {"approval": "1 working_days", "supervision": "1 working_days"}}.get(row.name, {})
        said = {key: f"{n} natural_days" if isinstance(n, int) else n for key, n in row.value.items()}
        setting.filter(pk=row.pk).update(value=whole | said)


class Migration(migrations.Migration):
    dependencies = [("office", "0003_prints")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("workday", "工作日"), ("rest", "休息日"), ("holiday", "放假"), ("make_up", "调休上班")],
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=40, verbose_name="名称")),
                ("notice", models.CharField(blank=True, default="", max_length=60, verbose_name="依据")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
            ],
            options={
                "verbose_name": "工作日历",
                "verbose_name_plural": "工作日历",
                "indexes": [models.Index(fields=["changed_at"], name="calendar_day_changed")],
            },
        ),
        migrations.CreateModel(
            name="OfficeHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.CharField(max_length=23, unique=True, verbose_name="区域路径")),
                (
                    "week",
                    models.JSONField(
                        help_text='七项，如 "09:00-12:00 14:00-17:30"，不办公为空', verbose_name="周一至周日"
                    ),
                ),
                ("make_up", models.CharField(max_length=40, verbose_name="调休上班日")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
            ],
            options={"verbose_name": "办公时间", "verbose_name_plural": "办公时间"},
        ),
        migrations.RunPython(enter_notices, migrations.RunPython.noop),
        migrations.RunPython(say_units, migrations.RunPython.noop),
    ]
