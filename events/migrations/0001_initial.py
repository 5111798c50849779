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
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150, verbose_name='titre')),
                ('kind', models.CharField(choices=[('forum', 'forum des métiers'), ('industry_week', 'Semaine de l’industrie'), ('industry_cup', 'Industrie Cup'), ('plenary', 'réunion plénière'), ('round_table', 'table ronde'), ('open_day', 'portes ouvertes'), ('other', 'autre événement')], max_length=20, verbose_name='type')),
                ('organiser', models.CharField(max_length=150, verbose_name='organisateur')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('starts_at', models.DateTimeField(verbose_name='début')),
                ('ends_at', models.DateTimeField(verbose_name='fin')),
                ('place', models.CharField(max_length=200, verbose_name='lieu')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de places')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('published', 'publié'), ('closed', 'terminé')], default='draft', max_length=10, verbose_name='état')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme', to='directory.department', verbose_name='département')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.municipality', verbose_name='commune')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'verbose_name': 'événement',
                'ordering': ['starts_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_start', violation_error_message='La fin de l’événement précède son début.')],
            },
        ),
        migrations.CreateModel(
            name='EventEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=150, verbose_name='titre')),
                ('kind', models.CharField(choices=[('forum', 'forum des métiers'), ('industry_week', 'Semaine de l’industrie'), ('industry_cup', 'Industrie Cup'), ('plenary', 'réunion plénière'), ('round_table', 'table ronde'), ('open_day', 'portes ouvertes'), ('other', 'autre événement')], max_length=20, verbose_name='type')),
                ('organiser', models.CharField(max_length=150, verbose_name='organisateur')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('starts_at', models.DateTimeField(verbose_name='début')),
                ('ends_at', models.DateTimeField(verbose_name='fin')),
                ('place', models.CharField(max_length=200, verbose_name='lieu')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='nombre de places')),
                ('state', models.CharField(choices=[('draft', 'brouillon'), ('published', 'publié'), ('closed', 'terminé')], default='draft', max_length=10, verbose_name='état')),
                ('department', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department', verbose_name='département')),
                ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.municipality', verbose_name='commune')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='events.event')),
                ('school_year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "events_eventevent" ("capacity", "department_id", "ends_at", "id", "kind", "municipality_id", "organiser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "presentation", "school_year_id", "starts_at", "state", "title") SELECT old_values."capacity", old_values."department_id", old_values."ends_at", old_values."id", old_values."kind", old_values."municipality_id", old_values."organiser", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."place", old_values."presentation", old_values."school_year_id", old_values."starts_at", old_values."state", old_values."title" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='aff5a312d4e3280e93a2edef49a018462d0db80e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_73f59', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='events_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "events_eventevent" ("capacity", "department_id", "ends_at", "id", "kind", "municipality_id", "organiser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "presentation", "school_year_id", "starts_at", "state", "title") SELECT old_values."capacity", old_values."department_id", old_values."ends_at", old_values."id", old_values."kind", old_values."municipality_id", old_values."organiser", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."presentation", old_values."school_year_id", old_values."starts_at", old_values."state", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='577a311c2154b38971e51e7b5a9b319ca89c65c2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d74a6', referencing='REFERENCING OLD TABLE AS old_values ', table='events_event', when='AFTER')),
        ),
    ]
