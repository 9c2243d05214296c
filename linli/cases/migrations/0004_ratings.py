"""One more reason to ring (solved, but not content), and the results of a call."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_loop")]

    operations = [
        migrations.AlterField(
            model_name="callback",
            name="reason",
            field=models.CharField(
                choices=[
                    ("rating", "没有评价"),
                    ("sample", "即办抽查"),
                    ("withdrawn", "撤回抽查"),
                    ("reception", "接访回访"),
                    ("unhappy", "解决了但不满意"),
                ],
                max_length=10,
                verbose_name="原因",
            ),
        ),
        migrations.AlterField(
            model_name="callback",
            name="result",
            field=models.CharField(
                blank=True,
                default="",
                help_text="reached、declined、not_done、unreachable、gone",
                max_length=12,
                verbose_name="结果",
            ),
        ),
    ]
