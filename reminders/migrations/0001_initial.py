import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, unique=True, verbose_name='rappel')),
                ('hour', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='heure')),
                ('number', models.SmallIntegerField(blank=True, null=True, verbose_name='nombre de jours')),
                ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='en pause depuis')),
                ('paused_by', models.CharField(blank=True, max_length=250, verbose_name='mis en pause par')),
                ('pause_reason', models.TextField(blank=True, verbose_name='motif de la pause')),
            ],
            options={
                'verbose_name': 'réglage d’un rappel',
                'verbose_name_plural': 'réglages des rappels',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hour', None), ('hour__range', (7, 19)), _connector='OR'), name='rule_setting_hour', violation_error_message='Un rappel part en journée.'), models.CheckConstraint(condition=models.Q(('number', None), ('number__range', (-400, 400)), _connector='OR'), name='rule_setting_number', violation_error_message='Ce délai est trop long.'), models.CheckConstraint(condition=models.Q(models.Q(('pause_reason', ''), ('paused_at', None), ('paused_by', '')), models.Q(('paused_at__isnull', False), models.Q(('paused_by', ''), _negated=True), models.Q(('pause_reason', ''), _negated=True)), _connector='OR'), name='rule_setting_pause_says_why', violation_error_message='Une pause dit par qui et pourquoi.')],
            },
        ),
        migrations.CreateModel(
            name='RuleSettingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.CharField(max_length=80, verbose_name='rappel')),
                ('hour', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='heure')),
                ('number', models.SmallIntegerField(blank=True, null=True, verbose_name='nombre de jours')),
                ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='en pause depuis')),
                ('paused_by', models.CharField(blank=True, max_length=250, verbose_name='mis en pause par')),
                ('pause_reason', models.TextField(blank=True, verbose_name='motif de la pause')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reminders.rulesetting')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rulesetting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reminders_rulesettingevent" ("code", "hour", "id", "number", "pause_reason", "paused_at", "paused_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."hour", old_values."id", old_values."number", old_values."pause_reason", old_values."paused_at", old_values."paused_by", _pgh_attached_context.value, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='367ef519c2de3ed357e9a05e0d90c7eca8188133', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6c39b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reminders_rulesetting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rulesetting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reminders_rulesettingevent" ("code", "hour", "id", "number", "pause_reason", "paused_at", "paused_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."code", old_values."hour", old_values."id", old_values."number", old_values."pause_reason", old_values."paused_at", old_values."paused_by", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d48edaaa2d3fc86a2b11a88f6cbce1d526d68a37', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9a83d', referencing='REFERENCING OLD TABLE AS old_values ', table='reminders_rulesetting', when='AFTER')),
        ),
    ]
