import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('directory', '0002_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Committee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='nom')),
                ('contact_email', models.EmailField(blank=True, help_text='Une adresse de fonction, jamais personnelle.', max_length=254, verbose_name='adresse de contact')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('state', models.CharField(choices=[('active', 'actif'), ('dormant', 'en sommeil')], default='active', max_length=10, verbose_name='état')),
                ('departments', models.ManyToManyField(related_name='committees', to='directory.department', verbose_name='départements')),
                ('municipalities', models.ManyToManyField(blank=True, related_name='committees', to='directory.municipality', verbose_name='communes')),
                ('support_school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supported_committees', to='directory.school', verbose_name='établissement support')),
            ],
            options={
                'verbose_name': 'comité local école-entreprise',
                'verbose_name_plural': 'comités locaux école-entreprise',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='CommitteeDepartmentsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('committee', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee')),
                ('department', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommitteeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('contact_email', models.EmailField(blank=True, help_text='Une adresse de fonction, jamais personnelle.', max_length=254, verbose_name='adresse de contact')),
                ('presentation', models.TextField(blank=True, verbose_name='présentation')),
                ('state', models.CharField(choices=[('active', 'actif'), ('dormant', 'en sommeil')], default='active', max_length=10, verbose_name='état')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clee.committee')),
                ('support_school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement support')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommitteeMunicipalitiesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('committee', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee')),
                ('municipality', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.municipality')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('school', 'côté École'), ('economic', 'côté entreprises')], max_length=10, verbose_name='côté')),
                ('person_name', models.CharField(blank=True, max_length=150, verbose_name='nom de la personne')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='établissement ou organisme représenté')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('designated_on', models.DateField(blank=True, null=True, verbose_name='désignation le')),
                ('designated_by', models.CharField(blank=True, max_length=150, verbose_name='désignation par')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='clee.committee', verbose_name='comité')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'mandat',
                'ordering': ['side', '-starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_start', violation_error_message='La fin du mandat précède son début.'), models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('person_name', ''), _negated=True), _connector='OR'), name='mandate_names_someone', violation_error_message='Indiquez le compte ou le nom de la personne.')],
            },
        ),
        migrations.CreateModel(
            name='MandateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('side', models.CharField(choices=[('school', 'côté École'), ('economic', 'côté entreprises')], max_length=10, verbose_name='côté')),
                ('person_name', models.CharField(blank=True, max_length=150, verbose_name='nom de la personne')),
                ('organisation', models.CharField(blank=True, max_length=200, verbose_name='établissement ou organisme représenté')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('designated_on', models.DateField(blank=True, null=True, verbose_name='désignation le')),
                ('designated_by', models.CharField(blank=True, max_length=150, verbose_name='désignation par')),
                ('committee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee', verbose_name='comité')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clee.mandate')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommitteeDepartments',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('clee.committee_departments',),
        ),
        migrations.CreateModel(
            name='CommitteeMunicipalities',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('clee.committee_municipalities',),
        ),
        migrations.AddField(
            model_name='committeedepartmentsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clee.committeedepartments'),
        ),
        migrations.AddField(
            model_name='committeemunicipalitiesevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clee.committeemunicipalities'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committee',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeeevent" ("contact_email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presentation", "state", "support_school_id") SELECT old_values."contact_email", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."presentation", old_values."state", old_values."support_school_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='63e849f9048cf56c5237a8081ba848f6b1a4e924', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4412a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='clee_committee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committee',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeeevent" ("contact_email", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presentation", "state", "support_school_id") SELECT old_values."contact_email", old_values."id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."presentation", old_values."state", old_values."support_school_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3459310cb22fce8da20ef00a6cef3903a4644393', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5f685', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_committee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_mandateevent" ("committee_id", "designated_by", "designated_on", "ends_on", "id", "organisation", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "starts_on", "user_id") SELECT old_values."committee_id", old_values."designated_by", old_values."designated_on", old_values."ends_on", old_values."id", old_values."organisation", old_values."person_name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."side", old_values."starts_on", old_values."user_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6c26f0878d8d6e9e7228acdb2e066d9969f2eee9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_25d47', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='clee_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_mandateevent" ("committee_id", "designated_by", "designated_on", "ends_on", "id", "organisation", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "starts_on", "user_id") SELECT old_values."committee_id", old_values."designated_by", old_values."designated_on", old_values."ends_on", old_values."id", old_values."organisation", old_values."person_name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."side", old_values."starts_on", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9563318fa97fa66c798755e691e3a5954ac03e10', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a9e5c', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeedepartments',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeedepartmentsevent" ("committee_id", "department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."committee_id", new_values."department_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6e7881b8851cc852fd577cbd9de2dd47df1c08ac', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_15b3a', referencing='REFERENCING NEW TABLE AS new_values ', table='clee_committee_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeedepartments',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeedepartmentsevent" ("committee_id", "department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."committee_id", old_values."department_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b96e157416f819c0573a78b943f294bde332e49d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8d7e8', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_committee_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemunicipalities',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeemunicipalitiesevent" ("committee_id", "id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."committee_id", new_values."id", new_values."municipality_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1f98df1c9e6c32a7a7b035c19020856a06201410', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_3b259', referencing='REFERENCING NEW TABLE AS new_values ', table='clee_committee_municipalities', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemunicipalities',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeemunicipalitiesevent" ("committee_id", "id", "municipality_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."committee_id", old_values."id", old_values."municipality_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='34c3825982236385188464b63165241d0000f784', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_87281', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_committee_municipalities', when='AFTER')),
        ),
    ]
