"""What 0001 to 0002 come to, at once: a new database begins here.

One in which some of them have run goes on through the others (`replaces`). They carry no rows over in a new one.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('notify', '0001_initial'), ('notify', '0002_notices')]

    initial = True

    dependencies = [
        ('journal', '0002_squashed_0004_readings_sealed'),
        ('people', '0001_initial'),
        ('people', '0002_squashed_0004_import'),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template', models.CharField(max_length=40, verbose_name='模板')),
                ('subject_id', models.BigIntegerField(verbose_name='对象编号')),
                ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                ('read_at', models.DateTimeField(null=True, verbose_name='已读时间')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry', verbose_name='台账')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office', verbose_name='机构')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
                ('weight', models.PositiveSmallIntegerField(choices=[(1, '马上办'), (2, '要办'), (3, '知道一下')], default=2, verbose_name='轻重')),
                ('times', models.PositiveIntegerField(default=1, help_text='同一件事的催办合成一条', verbose_name='次数')),
                ('visible_at', models.DateTimeField(help_text='可撤回的步骤过了撤回时间才看得到', verbose_name='可见时间')),
            ],
            options={
                'verbose_name': '通知',
                'verbose_name_plural': '通知',
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['office', 'visible_at'], name='message_office_unread'), models.Index(condition=models.Q(('read_at', None)), fields=['user', 'visible_at'], name='message_user_unread'), models.Index(fields=['subject_id', 'template'], name='message_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('user', None)), fields=('entry', 'template', 'office'), name='one_message_to_an_office'), models.UniqueConstraint(condition=models.Q(('office', None)), fields=('entry', 'template', 'user'), name='one_message_to_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', False), ('user', None)), models.Q(('office', None), ('user__isnull', False)), _connector='OR'), name='message_to_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Outgoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.BigIntegerField(verbose_name='诉求编号')),
                ('template', models.CharField(max_length=20, verbose_name='模板')),
                ('language', models.CharField(default='zh', max_length=2, verbose_name='语言')),
                ('params', models.JSONField(default=dict, help_text='编号、日期和代码；没有个人信息', verbose_name='参数')),
                ('by_phone', models.BooleanField(verbose_name='留了电话')),
                ('has_link', models.BooleanField(help_text='没有网关时，这样的人在自己的页面上看得到', verbose_name='自己有查询链接')),
                ('state', models.CharField(choices=[('waiting', '待告知'), ('sent', '已发送'), ('failed', '发送失败'), ('called', '已当面或电话告知'), ('cancelled', '已取消')], default='waiting', max_length=10, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='产生时间')),
                ('not_before', models.DateTimeField(help_text='避开夜间和可撤回的时间', verbose_name='最早告知时间')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='已试次数')),
                ('done_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('ref', models.CharField(blank=True, default='', max_length=60, verbose_name='网关回执')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry', verbose_name='台账')),
                ('office', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office', verbose_name='负责告知的机构')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='告知人')),
            ],
            options={
                'verbose_name': '告知',
                'verbose_name_plural': '告知',
                'indexes': [models.Index(fields=['subject_id'], name='outgoing_subject'), models.Index(condition=models.Q(('state', 'waiting')), fields=['not_before'], name='outgoing_waiting'), models.Index(condition=models.Q(('state__in', ('waiting', 'failed'))), fields=['office', 'not_before'], name='outgoing_owed')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'template'), name='one_outgoing_of_an_entry'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('state__in', ('waiting', 'failed'))), models.Q(('done_at__isnull', False), ('state__in', ('sent', 'called', 'cancelled'))), _connector='OR'), name='outgoing_done_when_its_state_says')],
            },
        ),
    ]
