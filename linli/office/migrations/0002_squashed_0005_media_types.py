"""What 0002 to 0005 come to, at once: a new database begins here.

One in which some of them have run goes on through the others (`replaces`). The notices for 2024 to 2026 are entered (0004).
"""

from importlib import import_module

import django.db.models.deletion
import linli.common.sealed
import uuid
from django.conf import settings
from django.db import migrations, models


clock = import_module("linli.office.migrations.0004_clock")


class Migration(migrations.Migration):

    replaces = [('office', '0002_register'), ('office', '0003_prints'), ('office', '0004_clock'), ('office', '0005_media_types')]

    dependencies = [
        ('office', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('office_id', models.BigIntegerField(null=True, verbose_name='机构编号')),
                ('headings_hash', models.CharField(max_length=64, verbose_name='表头摘要')),
                ('columns', models.JSONField(help_text='[[表头, 字段], …]，按原列顺序；字段为空即不收', verbose_name='列对应')),
                ('used_at', models.DateTimeField(verbose_name='最近使用')),
            ],
            options={
                'verbose_name': '列对应',
                'verbose_name_plural': '列对应',
                'constraints': [models.UniqueConstraint(fields=('kind', 'office_id', 'headings_hash'), name='one_mapping_of_headings')],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, verbose_name='词')),
                ('area_path', models.CharField(max_length=23, verbose_name='区域路径')),
                ('kind', models.CharField(max_length=12, verbose_name='种类')),
                ('subject_id', models.BigIntegerField(verbose_name='对象编号')),
            ],
            options={
                'verbose_name': '检索词',
                'verbose_name_plural': '检索词',
                'indexes': [models.Index(fields=['token', 'area_path', 'kind', 'subject_id'], name='search_word')],
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=40, verbose_name='对象类型')),
                ('subject_id', models.BigIntegerField(verbose_name='对象编号')),
                ('field', models.CharField(max_length=40, verbose_name='字段')),
                ('before', linli.common.sealed.SealedField(null=True, use='import', verbose_name='原值（密文）')),
                ('after', linli.common.sealed.SealedField(null=True, use='import', verbose_name='新值（密文）')),
                ('done_at', models.DateTimeField(null=True, verbose_name='更正时间')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='office.importrun', verbose_name='导入')),
            ],
            options={
                'verbose_name': '导入更正',
                'verbose_name_plural': '导入更正',
                'constraints': [models.UniqueConstraint(fields=('run', 'subject_type', 'subject_id', 'field'), name='one_change_of_a_field')],
            },
        ),
        migrations.CreateModel(
            name='ImportChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('content', linli.common.sealed.SealedField(use='import', verbose_name='内容（密文）')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='写入时间')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='office.importrun', verbose_name='导入')),
            ],
            options={
                'verbose_name': '导入分块',
                'verbose_name_plural': '导入分块',
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='one_chunk_of_a_number')],
            },
        ),
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(help_text='表格里的行号，表头为第 1 行', verbose_name='行')),
                ('column', models.CharField(blank=True, default='', max_length=60, verbose_name='列')),
                ('code', models.CharField(max_length=40, verbose_name='问题')),
                ('params', models.JSONField(default=dict, help_text='只有行号、数目和代码', verbose_name='参数')),
                ('stops', models.BooleanField(default=True, verbose_name='此行不收')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='office.importrun', verbose_name='导入')),
            ],
            options={
                'verbose_name': '导入问题',
                'verbose_name_plural': '导入问题',
                'indexes': [models.Index(fields=['run', 'row'], name='import_problem_row')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='标识')),
                ('kind', models.CharField(max_length=40, verbose_name='种类')),
                ('params', models.JSONField(default=dict, verbose_name='参数')),
                ('state', models.CharField(choices=[('waiting', '待确认'), ('queued', '排队'), ('running', '进行中'), ('done', '完成'), ('stopped', '已停止'), ('failed', '失败')], default='queued', max_length=8, verbose_name='状态')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='已做')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='总数')),
                ('stop_asked', models.BooleanField(default=False, verbose_name='要求停止')),
                ('error', models.CharField(blank=True, default='', max_length=60, verbose_name='错误')),
                ('post_id', models.BigIntegerField(null=True, verbose_name='任职编号')),
                ('office_id', models.BigIntegerField(null=True, verbose_name='机构编号')),
                ('area_path', models.CharField(blank=True, default='', max_length=23, verbose_name='区域路径')),
                ('file_name', models.CharField(blank=True, default='', max_length=120, verbose_name='文件名')),
                ('asked_at', models.DateTimeField(verbose_name='提交时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('claimed_until', models.DateTimeField(null=True, verbose_name='占用至')),
                ('result', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='jobs', to='office.attachment', verbose_name='结果文件')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '后台任务',
                'verbose_name_plural': '后台任务',
                'indexes': [models.Index(condition=models.Q(('state__in', ('queued', 'running'))), fields=['state', 'id'], name='job_to_do')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('kind', models.CharField(choices=[('workday', '工作日'), ('rest', '休息日'), ('holiday', '放假'), ('make_up', '调休上班')], max_length=8, verbose_name='类型')),
                ('name', models.CharField(blank=True, default='', max_length=40, verbose_name='名称')),
                ('notice', models.CharField(blank=True, default='', max_length=60, verbose_name='依据')),
                ('changed_at', models.DateTimeField(verbose_name='修改时间')),
            ],
            options={
                'verbose_name': '工作日历',
                'verbose_name_plural': '工作日历',
                'indexes': [models.Index(fields=['changed_at'], name='calendar_day_changed')],
            },
        ),
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(max_length=23, unique=True, verbose_name='区域路径')),
                ('week', models.JSONField(help_text='七项，如 "09:00-12:00 14:00-17:30"，不办公为空', verbose_name='周一至周日')),
                ('make_up', models.CharField(max_length=40, verbose_name='调休上班日')),
                ('changed_at', models.DateTimeField(verbose_name='修改时间')),
            ],
            options={
                'verbose_name': '办公时间',
                'verbose_name_plural': '办公时间',
            },
        ),
        migrations.AddField(
            model_name='importrun',
            name='area_path',
            field=models.CharField(blank=True, default='', max_length=23, verbose_name='区域路径'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='changed',
            field=models.PositiveIntegerField(default=0, verbose_name='更正'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='columns',
            field=models.JSONField(default=list, help_text='表头与字段，按原列顺序', verbose_name='列对应'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='file_name',
            field=models.CharField(blank=True, default='', max_length=120, verbose_name='文件名'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='office_id',
            field=models.BigIntegerField(null=True, verbose_name='机构编号'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='reversed_at',
            field=models.DateTimeField(null=True, verbose_name='撤回时间'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='rows',
            field=models.PositiveIntegerField(default=0, verbose_name='行数'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='shown_at',
            field=models.DateTimeField(null=True, verbose_name='生效时间'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='state',
            field=models.CharField(choices=[('staged', '已读入'), ('checked', '已核对'), ('applying', '写入中'), ('shown', '已生效'), ('reversed', '已撤回'), ('dropped', '已放弃')], default='shown', max_length=10, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='take_good',
            field=models.BooleanField(default=False, verbose_name='只收合格行'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='kind',
            field=models.CharField(default='image/jpeg', max_length=100, verbose_name='类型'),
        ),
        migrations.RunPython(clock.enter_notices, migrations.RunPython.noop),
        migrations.RunPython(clock.say_units, migrations.RunPython.noop),
    ]
