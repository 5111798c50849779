import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0002_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('6e', '6e'), ('5e', '5e'), ('4e', '4e'), ('3e', '3e'), ('2de', '2de'), ('1re', '1re'), ('terminale', 'Terminale'), ('CAP1', 'CAP 1re année'), ('CAP2', 'CAP 2e année'), ('BTS1', 'BTS 1re année'), ('BTS2', 'BTS 2e année'), ('CPGE', 'Classe préparatoire')], max_length=12, verbose_name='niveau')),
                ('starts_on', models.DateField(verbose_name='premier jour')),
                ('ends_on', models.DateField(verbose_name='dernier jour')),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='précision')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='campaigns', to='directory.school', verbose_name='établissement')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'verbose_name': 'période de stage',
                'verbose_name_plural': 'périodes de stage',
                'ordering': ['starts_on', 'school', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_ends_after_start', violation_error_message='Le dernier jour précède le premier.'), models.UniqueConstraint(fields=('school', 'level', 'starts_on'), name='campaign_once_per_level_and_day', violation_error_message='Cette période existe déjà.')],
            },
        ),
        migrations.CreateModel(
            name='CampaignEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('level', models.CharField(choices=[('6e', '6e'), ('5e', '5e'), ('4e', '4e'), ('3e', '3e'), ('2de', '2de'), ('1re', '1re'), ('terminale', 'Terminale'), ('CAP1', 'CAP 1re année'), ('CAP2', 'CAP 2e année'), ('BTS1', 'BTS 1re année'), ('BTS2', 'BTS 2e année'), ('CPGE', 'Classe préparatoire')], max_length=12, verbose_name='niveau')),
                ('starts_on', models.DateField(verbose_name='premier jour')),
                ('ends_on', models.DateField(verbose_name='dernier jour')),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='précision')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='placements.campaign')),
                ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement')),
                ('school_year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "placements_campaignevent" ("ends_on", "id", "label", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "school_year_id", "starts_on") SELECT old_values."ends_on", old_values."id", old_values."label", old_values."level", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."school_id", old_values."school_year_id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='fda1ceeb216b6fdf410e7599069ad0eeeadeae55', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_5df4f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='placements_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "placements_campaignevent" ("ends_on", "id", "label", "level", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "school_year_id", "starts_on") SELECT old_values."ends_on", old_values."id", old_values."label", old_values."level", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."school_id", old_values."school_year_id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ee0b11a003950664b2b1fd4014d8a17151f97909', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3982e', referencing='REFERENCING OLD TABLE AS old_values ', table='placements_campaign', when='AFTER')),
        ),
    ]
