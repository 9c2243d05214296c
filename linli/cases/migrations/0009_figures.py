"""An index that holds all that is asked of what stands now: `figures` counts it without reading a request."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_api_channel")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("task", ""), _negated=True),
                fields=["area_path", "office", "due_at", "task", "status", "restricted"],
                name="case_standing",
            ),
        ),
    ]
