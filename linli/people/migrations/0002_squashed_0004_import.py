"""What 0002 to 0004 come to, at once: a new database begins here.

One in which some of them have run goes on through the others (`replaces`). They carry no rows over in a new one.
"""

import django.db.models.deletion
import linli.common.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0002_register'), ('people', '0003_api_tokens'), ('people', '0004_import')]

    dependencies = [
        ('office', '0002_squashed_0005_media_types'),
        ('people', '0001_initial'),
        ('territory', '0002_squashed_0004_designer'),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('until', models.DateTimeField(verbose_name='终止时间')),
                ('cancelled_at', models.DateTimeField(null=True, verbose_name='取消时间')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.post', verbose_name='任职')),
            ],
            options={
                'verbose_name': '缺勤',
                'verbose_name_plural': '缺勤',
                'indexes': [models.Index(condition=models.Q(('cancelled_at', None)), fields=['until'], name='absence_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='absence_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='BreakGlass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post_id', models.BigIntegerField(null=True, verbose_name='任职编号')),
                ('reason', models.CharField(choices=[('life', '有人生命或安全有危险'), ('disaster', '灾害转移'), ('missing', '寻找走失者'), ('absent', '负责的人都联系不上')], max_length=10, verbose_name='事由')),
                ('words', linli.common.sealed.SealedField(null=True, use='glass', verbose_name='说明（密文）')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('until', models.DateTimeField(verbose_name='终止时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='提前结束时间')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='glasses', to='territory.household', verbose_name='户')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '紧急调阅',
                'verbose_name_plural': '紧急调阅',
                'indexes': [models.Index(fields=['user', 'until'], name='glass_of_user')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('contact', '联系与走访'), ('support', '帮扶服务'), ('health', '健康照护'), ('safe_sign', '报平安')], max_length=10, verbose_name='用途')),
                ('notice', models.CharField(max_length=20, verbose_name='告知书版本')),
                ('way', models.CharField(choices=[('oral', '当面口头'), ('paper', '书面'), ('guardian', '监护人')], max_length=8, verbose_name='方式')),
                ('given_at', models.DateTimeField(verbose_name='同意时间')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='确认时间')),
                ('until', models.DateTimeField(verbose_name='有效期至')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='询问人')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.resident', verbose_name='居民')),
            ],
            options={
                'verbose_name': '同意',
                'verbose_name_plural': '同意',
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('resident', 'purpose'), name='one_consent_of_a_purpose')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True, verbose_name='邀请码摘要')),
                ('made_at', models.DateTimeField(verbose_name='发出时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='邀请人')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '邀请',
                'verbose_name_plural': '邀请',
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exemption', models.CharField(blank=True, choices=[('aged', '年满七十'), ('ill', '体弱多病'), ('away', '长期在外')], default='', max_length=4, verbose_name='免担任务')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('until', models.DateTimeField(null=True, verbose_name='终止时间')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.office', verbose_name='支部')),
                ('home', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='territory.household', verbose_name='住家')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='member', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '党员',
                'verbose_name_plural': '党员',
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('until', models.DateTimeField(verbose_name='终止时间')),
                ('phone', models.CharField(blank=True, default='', max_length=20, verbose_name='值班电话')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to='people.office', verbose_name='机构')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shifts', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '值班',
                'verbose_name_plural': '值班',
                'indexes': [models.Index(fields=['office', 'until'], name='shift_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='shift_ends_after_it_begins'), models.UniqueConstraint(fields=('office', 'user', 'since'), name='one_shift_of_a_beginning')],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('medical', '医护'), ('care', '照料'), ('repair', '家电水电维修'), ('legal', '法律'), ('mediation', '调解'), ('teaching', '辅导'), ('haircut', '理发'), ('driving', '驾驶'), ('computer', '手机电脑'), ('cooking', '做饭'), ('first_aid', '急救'), ('farming', '农技'), ('sign', '手语'), ('dialect', '方言、外语')], max_length=12, verbose_name='种类')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '特长',
                'verbose_name_plural': '特长',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='one_skill_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='SupportNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alone_old', '独居老人'), ('left_behind', '留守'), ('severe_illness', '重病'), ('disability', '重残'), ('no_work', '零就业家庭')], max_length=16, verbose_name='种类')),
                ('detail', linli.common.sealed.SealedField(null=True, use='need', verbose_name='说明（密文）')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('review_on', models.DateField(verbose_name='复核日期')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='people.consent', verbose_name='同意')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='territory.household', verbose_name='户')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='people.resident', verbose_name='居民')),
            ],
            options={
                'verbose_name': '困难需求',
                'verbose_name_plural': '困难需求',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('resident', 'kind'), name='one_open_need_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('handle', models.CharField(max_length=16, unique=True, verbose_name='编号')),
                ('salt', models.CharField(max_length=32, verbose_name='盐')),
                ('secret_hash', models.CharField(max_length=32, verbose_name='密钥摘要')),
                ('scopes', models.JSONField(default=list, verbose_name='权限')),
                ('since', models.DateTimeField(verbose_name='起始时间')),
                ('until', models.DateTimeField(verbose_name='终止时间')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('last_used_on', models.DateField(null=True, verbose_name='最近使用日期')),
                ('minute', models.BigIntegerField(default=0, verbose_name='计数的分钟')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='这一分钟的次数')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.area', verbose_name='更小的区域')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='people.post', verbose_name='任职')),
            ],
            options={
                'verbose_name': '接口令牌',
                'verbose_name_plural': '接口令牌',
            },
        ),
        migrations.RemoveConstraint(
            model_name='office',
            name='one_office_of_an_area_and_kind',
        ),
        migrations.AddField(
            model_name='post',
            name='area',
            field=models.ForeignKey(blank=True, help_text='比机构的区域更小时填写，如一个微网格', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='territory.area', verbose_name='片区'),
        ),
        migrations.AddField(
            model_name='post',
            name='deputy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in_for', to='people.post', verbose_name='AB岗'),
        ),
        migrations.AddField(
            model_name='post',
            name='phone',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='对外电话'),
        ),
        migrations.AddField(
            model_name='resident',
            name='birth',
            field=linli.common.sealed.SealedField(null=True, use='birth', verbose_name='出生日期（密文）'),
        ),
        migrations.AddField(
            model_name='resident',
            name='erased_at',
            field=models.DateTimeField(null=True, verbose_name='删除时间'),
        ),
        migrations.AddField(
            model_name='resident',
            name='identity',
            field=linli.common.sealed.SealedField(null=True, use='identity', verbose_name='身份证号（密文）'),
        ),
        migrations.AddField(
            model_name='resident',
            name='identity_index',
            field=models.CharField(blank=True, default='', max_length=32, verbose_name='身份证号盲索引'),
        ),
        migrations.AddField(
            model_name='resident',
            name='is_head',
            field=models.BooleanField(default=False, verbose_name='户主'),
        ),
        migrations.AddField(
            model_name='resident',
            name='run',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='office.importrun', verbose_name='导入'),
        ),
        migrations.AddField(
            model_name='resident',
            name='since',
            field=models.DateField(null=True, verbose_name='起始日期'),
        ),
        migrations.AddField(
            model_name='resident',
            name='until',
            field=models.DateField(null=True, verbose_name='终止日期'),
        ),
        migrations.AddField(
            model_name='user',
            name='phone',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='工作电话'),
        ),
        migrations.AddField(
            model_name='user',
            name='recovery_codes',
            field=models.JSONField(blank=True, default=list, verbose_name='备用码摘要'),
        ),
        migrations.AddField(
            model_name='user',
            name='totp_last_step',
            field=models.BigIntegerField(default=0, verbose_name='最近用过的时间步'),
        ),
        migrations.AddField(
            model_name='user',
            name='totp_secret',
            field=linli.common.sealed.SealedField(null=True, use='totp', verbose_name='动态口令（密文）'),
        ),
        migrations.AddField(
            model_name='user',
            name='totp_since',
            field=models.DateTimeField(null=True, verbose_name='动态口令启用时间'),
        ),
        migrations.AlterField(
            model_name='office',
            name='kind',
            field=models.CharField(choices=[('grid', '网格'), ('community', '社区（村）'), ('township', '街道（乡镇）'), ('department', '部门'), ('county', '县（区）中心'), ('prefecture', '市中心'), ('branch', '党支部'), ('partner', '共建单位'), ('property', '物业企业'), ('utility', '公用事业单位'), ('police', '派出所'), ('riders', '骑手等新就业群体'), ('volunteers', '志愿服务队')], max_length=12, verbose_name='类型'),
        ),
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('grid_head', '网格长'), ('grid_worker', '专职网格员'), ('part_time', '兼职网格员'), ('helper', '网格辅助力量'), ('building_head', '楼栋长'), ('group_head', '村民组长'), ('centre_host', '党员中心户'), ('member', '联户党员'), ('first_secretary', '第一书记'), ('legal_officer', '法律顾问'), ('property_manager', '物业经理'), ('volunteer', '志愿者'), ('dispatcher', '调度员'), ('leader', '负责人'), ('clerk', '经办人'), ('registrar', '台账管理员'), ('administrator', '系统管理员')], max_length=16, verbose_name='角色'),
        ),
        migrations.AlterField(
            model_name='resident',
            name='phone',
            field=linli.common.sealed.SealedField(null=True, use='phone', verbose_name='电话（密文）'),
        ),
        migrations.AlterField(
            model_name='resident',
            name='phone_index',
            field=models.CharField(blank=True, default='', max_length=32, verbose_name='电话盲索引'),
        ),
        migrations.AddIndex(
            model_name='resident',
            index=models.Index(condition=models.Q(('run__isnull', False)), fields=['run'], name='resident_run'),
        ),
        migrations.AddIndex(
            model_name='resident',
            index=models.Index(condition=models.Q(('identity_index', ''), _negated=True), fields=['identity_index'], name='resident_identity'),
        ),
        migrations.AddConstraint(
            model_name='office',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('grid', 'community', 'township', 'county', 'prefecture'))), fields=('area', 'kind'), name='one_office_of_an_area_and_kind'),
        ),
    ]
