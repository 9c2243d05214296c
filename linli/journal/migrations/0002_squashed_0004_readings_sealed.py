"""What 0002 to 0004 come to, at once: a new database begins here.

One in which some of them have run goes on through the others (`replaces`). The database itself refuses changes on SQLite; on PostgreSQL the role does (0003).
"""

from importlib import import_module

import django.db.models.deletion
import linli.common.sealed
from django.conf import settings
from django.db import migrations, models


append_only = import_module("linli.journal.migrations.0003_append_only")
sealed = import_module("linli.journal.migrations.0004_readings_sealed")


class Migration(migrations.Migration):

    replaces = [('journal', '0002_register'), ('journal', '0003_append_only'), ('journal', '0004_readings_sealed')]

    dependencies = [
        ('journal', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_id', models.BigIntegerField(verbose_name='起始编号')),
                ('last_id', models.BigIntegerField(verbose_name='终止编号')),
                ('number', models.PositiveIntegerField(verbose_name='条数')),
                ('leaves', models.BinaryField(help_text='每条 40 字节：编号 8 字节，SHA-256 32 字节', verbose_name='逐条摘要')),
                ('previous', models.CharField(blank=True, default='', max_length=64, verbose_name='前一摘要')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='摘要')),
                ('sealed_at', models.DateTimeField(verbose_name='封存时间')),
                ('kind', models.CharField(choices=[('entry', '台账'), ('reading', '查看记录')], default='entry', max_length=10, verbose_name='种类')),
            ],
            options={
                'verbose_name': '封存',
                'verbose_name_plural': '封存',
                'constraints': [models.UniqueConstraint(fields=('kind', 'last_id'), name='one_seal_of_a_range')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post_id', models.BigIntegerField(null=True, verbose_name='任职编号')),
                ('subject_type', models.CharField(max_length=40, verbose_name='对象类型')),
                ('subject_id', models.BigIntegerField(verbose_name='对象编号')),
                ('level', models.CharField(max_length=2, verbose_name='级别')),
                ('what', models.CharField(max_length=40, verbose_name='内容')),
                ('purpose', models.CharField(max_length=20, verbose_name='用途')),
                ('area_path', models.CharField(blank=True, default='', max_length=23, verbose_name='区域路径')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '查看记录',
                'verbose_name_plural': '查看记录',
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'at'], name='reading_subject'), models.Index(fields=['at'], name='reading_at')],
            },
        ),
        migrations.AlterField(
            model_name='entry',
            name='area_path',
            field=models.CharField(blank=True, default='', max_length=23, verbose_name='区域路径'),
        ),
        migrations.AlterField(
            model_name='entrydetail',
            name='ciphertext',
            field=linli.common.sealed.SealedField(null=True, use='journal', verbose_name='密文'),
        ),
        migrations.RunPython(append_only.forbid, append_only.allow),
        migrations.RunPython(sealed.drop, sealed.create(sealed.OF_ALL)),
        migrations.RunPython(sealed.create(sealed.OF_ENTRIES), sealed.drop),
    ]
