"""One case of an order's number, however it is spelled: N2, n2 and ｎ２ are one, in the database too."""

from django.db import migrations, models
from django.db.models import Q

from linli.common.text import same_number


def spell(apps, schema_editor):
    """Orders are few beside requests; each is read once."""
    cases = apps.get_model("cases", "Case").objects.exclude(source_number="")
    some = []
    for case in cases.only("source_number").iterator(chunk_size=1000):
        case.source_key = same_number(case.source_number)
        some.append(case)
        if len(some) == 1000:
            cases.model.objects.bulk_update(some, ["source_key"])
            some.clear()
    cases.model.objects.bulk_update(some, ["source_key"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_untaken")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="source_key",
            field=models.CharField(
                blank=True,
                default="",
                help_text="不分大小写、全角半角",
                max_length=60,
                verbose_name="来源编号（比对）",
            ),
        ),
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="case", name="one_case_of_a_source_number"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="one_case_of_a_source_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=Q(source_number="", source_key="") | (~Q(source_number="") & ~Q(source_key="")),
                name="case_source_number_has_its_key",
            ),
        ),
    ]
