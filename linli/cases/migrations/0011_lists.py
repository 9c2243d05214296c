"""Lists and tabs of the desk from indexes that hold all they ask for: what is open, what ended, what stands;
and a request by the number that another system gave it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_squashed_0010_daily"),
        ("office", "0002_squashed_0005_media_types"),
        ("people", "0002_squashed_0004_import"),
        ("territory", "0002_squashed_0004_designer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_queues",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_standing",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["due_at", "id", "area_path", "task", "holder", "office", "restricted"],
                name="case_open",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["closed_at", "id", "area_path", "restricted"],
                name="case_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("task", ""), _negated=True),
                fields=[
                    "area_path",
                    "office",
                    "due_at",
                    "task",
                    "status",
                    "restricted",
                    "holder",
                    "paused",
                    "proposed",
                    "supervised",
                    "id",
                ],
                name="case_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("source_key", ""), _negated=True),
                fields=["source_key"],
                name="case_source_key",
            ),
        ),
    ]
