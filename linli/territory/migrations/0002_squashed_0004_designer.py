"""What 0002 to 0004 come to, at once: a new database begins here.

One in which some of them have run goes on through the others (`replaces`). Estates are gathered from what stands on the buildings (0002).
"""

from importlib import import_module

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


estates = import_module("linli.territory.migrations.0002_estates")


class Migration(migrations.Migration):

    replaces = [('territory', '0002_estates'), ('territory', '0003_register'), ('territory', '0004_designer')]

    dependencies = [
        ('office', '0002_squashed_0005_media_types'),
        ('people', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Estate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(db_index=True, max_length=23, verbose_name='区域路径')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('name_en', models.CharField(blank=True, default='', max_length=80, verbose_name='英文名称')),
                ('kind', models.CharField(choices=[('commercial', '商住小区'), ('institution', '机关单位宿舍'), ('unmanaged', '三无小区'), ('self_built', '自建房'), ('hamlet', '自然村')], default='commercial', max_length=12, verbose_name='类型')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='estates', to='territory.area', verbose_name='社区')),
                ('run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入')),
            ],
            options={
                'verbose_name': '小区',
                'verbose_name_plural': '小区',
                'indexes': [models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='estate_run')],
                'constraints': [models.UniqueConstraint(fields=('area', 'name'), name='one_estate_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wkb', models.BinaryField(verbose_name='图形（WKB）')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('until', models.DateTimeField(null=True, verbose_name='终止时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boundaries', to='territory.area', verbose_name='区域')),
            ],
            options={
                'verbose_name': '边界',
                'verbose_name_plural': '边界',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('area',), name='one_boundary_in_force')],
            },
        ),
        migrations.CreateModel(
            name='FormerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(db_index=True, max_length=23, verbose_name='旧代码')),
                ('revoked_at', models.DateTimeField(verbose_name='撤销时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_codes', to='territory.area', verbose_name='区域')),
            ],
            options={
                'verbose_name': '旧代码',
                'verbose_name_plural': '旧代码',
                'constraints': [models.UniqueConstraint(fields=('code', 'area'), name='one_row_of_a_former_code')],
            },
        ),
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(db_index=True, max_length=23, verbose_name='区域路径')),
                ('kind', models.CharField(choices=[('shop', '商铺'), ('canteen', '餐饮'), ('school', '学校、幼儿园'), ('clinic', '诊所、医院'), ('workshop', '工厂、作坊'), ('rented', '出租房'), ('station', '驿站'), ('centre', '党群服务中心、活动室'), ('centre_home', '党员中心户'), ('care', '养老、托育机构'), ('park', '公园、广场'), ('office', '机关、单位')], max_length=12, verbose_name='类型')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('name_en', models.CharField(blank=True, default='', max_length=80, verbose_name='英文名称')),
                ('address', models.CharField(blank=True, default='', max_length=120, verbose_name='地址')),
                ('phone', models.CharField(blank=True, default='', max_length=20, verbose_name='公开电话')),
                ('hours', models.CharField(blank=True, default='', max_length=120, verbose_name='开放时间')),
                ('longitude', models.FloatField(help_text='WGS-84，度', null=True, verbose_name='经度')),
                ('latitude', models.FloatField(help_text='WGS-84，度', null=True, verbose_name='纬度')),
                ('since', models.DateField(verbose_name='起始日期')),
                ('until', models.DateField(null=True, verbose_name='终止日期')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='territory.area', verbose_name='网格')),
                ('building', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='venues', to='territory.building', verbose_name='楼栋')),
                ('run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入')),
            ],
            options={
                'verbose_name': '场所',
                'verbose_name_plural': '场所',
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='venue_run')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('area', 'name'), name='one_venue_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='标识')),
                ('state', models.CharField(choices=[('asked', '计算中'), ('draft', '草案'), ('adopted', '已采用'), ('dropped', '已放弃')], default='asked', max_length=8, verbose_name='状态')),
                ('options', models.JSONField(default=dict, verbose_name='要求')),
                ('answers', models.JSONField(default=dict, verbose_name='计算结果')),
                ('steps', models.JSONField(default=list, verbose_name='人工调整')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='territory.area', verbose_name='区域')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='office.job', verbose_name='后台任务')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
            ],
            options={
                'verbose_name': '划分方案',
                'verbose_name_plural': '划分方案',
            },
        ),
        migrations.CreateModel(
            name='ProposedGrid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=3, verbose_name='网格号')),
                ('buildings', models.JSONField(default=list, verbose_name='楼栋')),
                ('households', models.PositiveIntegerField(verbose_name='户数')),
                ('walk', models.FloatField(help_text='每户到网格中心，米', verbose_name='步行距离')),
                ('compactness', models.FloatField(help_text='0 至 1，圆为 1', verbose_name='紧凑度')),
                ('in_band', models.BooleanField(verbose_name='户数合适')),
                ('connected', models.BooleanField(verbose_name='连成一片')),
                ('reason', models.JSONField(default=dict, verbose_name='原因')),
                ('wkb', models.BinaryField(verbose_name='图形（WKB）')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area', verbose_name='社区')),
                ('keeps', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area', verbose_name='沿用网格')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='territory.proposal', verbose_name='划分方案')),
            ],
            options={
                'verbose_name': '拟划网格',
                'verbose_name_plural': '拟划网格',
                'constraints': [models.UniqueConstraint(fields=('proposal', 'community', 'number'), name='one_proposed_grid_of_a_number')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='building',
            name='one_building_of_a_name',
        ),
        migrations.RenameField(
            model_name='building',
            old_name='estate',
            new_name='estate_word',
        ),
        migrations.AddField(
            model_name='area',
            name='former_path',
            field=models.CharField(blank=True, default='', help_text='变更代码期间，尚未改写的记录仍用它', max_length=23, verbose_name='原路径'),
        ),
        migrations.AddField(
            model_name='area',
            name='settlement',
            field=models.CharField(blank=True, default='', help_text='111 至 220', max_length=3, verbose_name='城乡分类'),
        ),
        migrations.AddField(
            model_name='building',
            name='estate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='territory.estate', verbose_name='小区'),
        ),
        migrations.AddField(
            model_name='building',
            name='latitude',
            field=models.FloatField(help_text='WGS-84，度', null=True, verbose_name='纬度'),
        ),
        migrations.AddField(
            model_name='building',
            name='longitude',
            field=models.FloatField(help_text='WGS-84，度', null=True, verbose_name='经度'),
        ),
        migrations.AddField(
            model_name='building',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入'),
        ),
        migrations.AddField(
            model_name='dwelling',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入'),
        ),
        migrations.AddField(
            model_name='entrance',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入'),
        ),
        migrations.AddField(
            model_name='household',
            name='number',
            field=models.CharField(blank=True, db_index=True, default='', max_length=30, verbose_name='户号'),
        ),
        migrations.AddField(
            model_name='household',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入'),
        ),
        migrations.AlterField(
            model_name='area',
            name='path',
            field=models.CharField(max_length=23, unique=True, verbose_name='路径'),
        ),
        migrations.AlterField(
            model_name='building',
            name='area_path',
            field=models.CharField(db_index=True, max_length=23, verbose_name='区域路径'),
        ),
        migrations.AlterField(
            model_name='household',
            name='area_path',
            field=models.CharField(db_index=True, max_length=23, verbose_name='区域路径'),
        ),
        migrations.AddField(
            model_name='household',
            name='size',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='人数'),
        ),
        migrations.RunPython(estates.gather, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='building',
            name='estate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='territory.estate', verbose_name='小区'),
        ),
        migrations.RemoveField(
            model_name='building',
            name='estate_en',
        ),
        migrations.RemoveField(
            model_name='building',
            name='estate_word',
        ),
        migrations.AddIndex(
            model_name='dwelling',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='dwelling_run'),
        ),
        migrations.AddIndex(
            model_name='entrance',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='entrance_run'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='household_run'),
        ),
        migrations.AddIndex(
            model_name='building',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='building_run'),
        ),
        migrations.AddConstraint(
            model_name='building',
            constraint=models.UniqueConstraint(fields=('estate', 'name'), name='one_building_of_a_name'),
        ),
    ]
