"""What 0001 to 0003 come to, at once: a new database begins here.

One in which some of them have run goes on through the others (`replaces`). They carry no rows over in a new one.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('insights', '0001_initial'), ('insights', '0002_figures'), ('insights', '0003_deadlines')]

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0010_daily'),
    ]

    operations = [
        migrations.CreateModel(
            name='Counted',
            fields=[
                ('received', models.IntegerField(default=0, verbose_name='收到')),
                ('on_the_spot', models.IntegerField(default=0, verbose_name='即办')),
                ('ordered', models.IntegerField(default=0, verbose_name='上级交办')),
                ('contacted', models.IntegerField(default=0, verbose_name='按时联系')),
                ('finished', models.IntegerField(default=0, verbose_name='办完（有承诺）')),
                ('on_time', models.IntegerField(default=0, verbose_name='按时（毛）')),
                ('on_time_net', models.IntegerField(default=0, verbose_name='按时（扣除中止）')),
                ('pending', models.IntegerField(default=0, verbose_name='在办（有承诺）')),
                ('pending_paused', models.IntegerField(default=0, verbose_name='在办且中止过')),
                ('answered', models.IntegerField(default=0, verbose_name='本人已评价')),
                ('solved', models.IntegerField(default=0, verbose_name='已解决')),
                ('satisfied', models.IntegerField(default=0, verbose_name='满意')),
                ('so_so', models.IntegerField(default=0, verbose_name='一般')),
                ('unhappy', models.IntegerField(default=0, verbose_name='不满意')),
                ('by_staff', models.IntegerField(default=0, verbose_name='仅由经办机构代录')),
                ('by_staff_solved', models.IntegerField(default=0, verbose_name='代录：已解决')),
                ('by_staff_satisfied', models.IntegerField(default=0, verbose_name='代录：满意')),
                ('no_rating', models.IntegerField(default=0, verbose_name='未评价')),
                ('unreachable', models.IntegerField(default=0, verbose_name='联系不上')),
                ('sent_back', models.IntegerField(default=0, verbose_name='退回过')),
                ('redone', models.IntegerField(default=0, verbose_name='返工过')),
                ('reopened', models.IntegerField(default=0, verbose_name='重办过')),
                ('refused', models.IntegerField(default=0, verbose_name='不予受理')),
                ('referred', models.IntegerField(default=0, verbose_name='已引导')),
                ('listed', models.IntegerField(default=0, verbose_name='挂账')),
                ('withdrawn', models.IntegerField(default=0, verbose_name='已撤回')),
                ('standing', models.IntegerField(default=0, verbose_name='在办')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='counted', serialize=False, to='cases.case', verbose_name='诉求')),
                ('month', models.CharField(help_text='2026-11', max_length=7, verbose_name='收到月份')),
                ('area_path', models.CharField(max_length=23, verbose_name='区域路径')),
                ('office_id', models.BigIntegerField(null=True, verbose_name='办理机构')),
                ('category_id', models.BigIntegerField(null=True, verbose_name='事项')),
                ('way', models.CharField(max_length=12, verbose_name='来源')),
                ('until', models.CharField(blank=True, default='', help_text='在办事项的首次承诺', max_length=10, verbose_name='承诺日期')),
                ('outcome', models.CharField(blank=True, default='', max_length=20, verbose_name='办理结果')),
                ('case_class', models.CharField(blank=True, default='', max_length=12, verbose_name='分类')),
                ('level', models.CharField(blank=True, default='', max_length=10, verbose_name='层级')),
                ('days', models.IntegerField(null=True, verbose_name='天数')),
                ('restricted', models.BooleanField(default=False, verbose_name='专人办理')),
                ('reach_by', models.CharField(blank=True, default='', help_text='在办、还没联系到的：第一步的期限', max_length=10, verbose_name='联系期限')),
            ],
            options={
                'verbose_name': '计入',
                'verbose_name_plural': '计入',
                'indexes': [models.Index(fields=['month', 'area_path'], name='counted_month_area'), models.Index(fields=['month', 'case'], name='counted_month_newest'), models.Index(condition=models.Q(('restricted', True), ('standing', 1)), fields=['area_path'], name='counted_restricted')],
            },
        ),
        migrations.CreateModel(
            name='Spread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(max_length=23, verbose_name='区域路径')),
                ('kind', models.CharField(help_text='way、outcome、all、class（分类:层级）、office、matter', max_length=8, verbose_name='口径')),
                ('month', models.CharField(max_length=7, verbose_name='收到月份')),
                ('key', models.CharField(blank=True, max_length=24, verbose_name='项目')),
                ('days', models.IntegerField(default=0, verbose_name='天数')),
                ('number', models.IntegerField(default=0, verbose_name='件数')),
            ],
            options={
                'verbose_name': '分布',
                'verbose_name_plural': '分布',
                'constraints': [models.UniqueConstraint(fields=('area_path', 'kind', 'key', 'month', 'days'), name='one_spread_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received', models.IntegerField(default=0, verbose_name='收到')),
                ('on_the_spot', models.IntegerField(default=0, verbose_name='即办')),
                ('ordered', models.IntegerField(default=0, verbose_name='上级交办')),
                ('contacted', models.IntegerField(default=0, verbose_name='按时联系')),
                ('finished', models.IntegerField(default=0, verbose_name='办完（有承诺）')),
                ('on_time', models.IntegerField(default=0, verbose_name='按时（毛）')),
                ('on_time_net', models.IntegerField(default=0, verbose_name='按时（扣除中止）')),
                ('pending', models.IntegerField(default=0, verbose_name='在办（有承诺）')),
                ('pending_paused', models.IntegerField(default=0, verbose_name='在办且中止过')),
                ('answered', models.IntegerField(default=0, verbose_name='本人已评价')),
                ('solved', models.IntegerField(default=0, verbose_name='已解决')),
                ('satisfied', models.IntegerField(default=0, verbose_name='满意')),
                ('so_so', models.IntegerField(default=0, verbose_name='一般')),
                ('unhappy', models.IntegerField(default=0, verbose_name='不满意')),
                ('by_staff', models.IntegerField(default=0, verbose_name='仅由经办机构代录')),
                ('by_staff_solved', models.IntegerField(default=0, verbose_name='代录：已解决')),
                ('by_staff_satisfied', models.IntegerField(default=0, verbose_name='代录：满意')),
                ('no_rating', models.IntegerField(default=0, verbose_name='未评价')),
                ('unreachable', models.IntegerField(default=0, verbose_name='联系不上')),
                ('sent_back', models.IntegerField(default=0, verbose_name='退回过')),
                ('redone', models.IntegerField(default=0, verbose_name='返工过')),
                ('reopened', models.IntegerField(default=0, verbose_name='重办过')),
                ('refused', models.IntegerField(default=0, verbose_name='不予受理')),
                ('referred', models.IntegerField(default=0, verbose_name='已引导')),
                ('listed', models.IntegerField(default=0, verbose_name='挂账')),
                ('withdrawn', models.IntegerField(default=0, verbose_name='已撤回')),
                ('standing', models.IntegerField(default=0, verbose_name='在办')),
                ('area_path', models.CharField(max_length=23, verbose_name='区域路径')),
                ('slice', models.CharField(choices=[('all', '全部'), ('office', '机构'), ('matter', '事项')], max_length=6, verbose_name='口径')),
                ('month', models.CharField(max_length=7, verbose_name='收到月份')),
                ('key', models.BigIntegerField(default=0, verbose_name='编号')),
            ],
            options={
                'verbose_name': '月度合计',
                'verbose_name_plural': '月度合计',
                'constraints': [models.UniqueConstraint(fields=('area_path', 'slice', 'month', 'key'), name='one_tally_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(max_length=23, verbose_name='区域路径')),
                ('slice', models.CharField(choices=[('all', '全部'), ('office', '机构'), ('matter', '事项')], max_length=6, verbose_name='口径')),
                ('what', models.CharField(choices=[('reach', '联系'), ('promise', '承诺'), ('paused', '承诺（中止过）')], max_length=8, verbose_name='事由')),
                ('month', models.CharField(max_length=7, verbose_name='收到月份')),
                ('key', models.BigIntegerField(default=0, verbose_name='编号')),
                ('day', models.CharField(max_length=10, verbose_name='期限')),
                ('number', models.IntegerField(default=0, verbose_name='件数')),
            ],
            options={
                'verbose_name': '期限',
                'verbose_name_plural': '期限',
                'constraints': [models.UniqueConstraint(fields=('area_path', 'slice', 'what', 'day', 'month', 'key'), name='one_deadline_of_a_kind')],
            },
        ),
    ]
