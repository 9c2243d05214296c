"""Readings come into the chain of seals: a seal says what it closes a range of.

The trigger that asks journal_seal has to go while SQLite makes that table anew, and from now on counts seals of entries.
"""

from django.db import migrations, models

NAME = "sealed_entry_is_not_deleted"
OF_ENTRIES = "SELECT COALESCE(MAX(last_id), 0) FROM journal_seal WHERE kind = 'entry'"
OF_ALL = "SELECT COALESCE(MAX(last_id), 0) FROM journal_seal"


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {NAME}")


def create(newest):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {NAME} BEFORE DELETE ON journal_entry WHEN OLD.id <= ({newest}) "
                "BEGIN SELECT RAISE(ABORT, 'the journal is written once'); END"
            )

    return run


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_append_only")]
    operations = [
        migrations.RunPython(drop, create(OF_ALL)),
        migrations.AddField(
            "seal",
            "kind",
            models.CharField(
                "种类",
                max_length=10,
                choices=[("entry", "台账"), ("reading", "查看记录")],
                default="entry",
            ),
        ),
        migrations.AlterField("seal", "last_id", models.BigIntegerField("终止编号")),
        migrations.AddConstraint(
            "seal", models.UniqueConstraint(fields=["kind", "last_id"], name="one_seal_of_a_range")
        ),
        migrations.RunPython(create(OF_ENTRIES), drop),
    ]
