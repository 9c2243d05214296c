"""Entries and readings are written once. On SQLite the database itself refuses changes; on PostgreSQL the role that
LinLi logs in with is given INSERT and SELECT alone on these tables (docs/how-to/seal-and-verify.md)."""

from django.db import migrations

TRIGGERS = {
    "entry_is_not_changed": "BEFORE UPDATE ON journal_entry",
    "reading_is_not_changed": "BEFORE UPDATE ON journal_reading",
    "sealed_entry_is_not_deleted": (
        "BEFORE DELETE ON journal_entry WHEN OLD.id <= (SELECT COALESCE(MAX(last_id), 0) FROM journal_seal)"
    ),
}


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in TRIGGERS.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the journal is written once'); END"
            )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_register")]
    operations = [migrations.RunPython(forbid, allow)]
