import directory.ranges
import directory.search
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
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
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('state', models.CharField(choices=[('active', 'actif'), ('dormant', 'en sommeil'), ('merged', 'fusionné')], default='active', max_length=10, verbose_name='état')),
                ('basins', models.ManyToManyField(blank=True, related_name='committees', to='directory.trainingbasin', verbose_name='bassins de formation')),
                ('departments', models.ManyToManyField(related_name='committees', to='directory.department', verbose_name='départements')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='clee.committee', verbose_name='fusionné dans')),
                ('municipalities', models.ManyToManyField(blank=True, related_name='committees', to='directory.municipality', verbose_name='communes')),
                ('support_school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supported_committees', to='directory.school', verbose_name='établissement support')),
            ],
            options={
                'verbose_name': 'comité local école-entreprise',
                'verbose_name_plural': 'comités locaux école-entreprise',
                'ordering': ['sort_key'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='committee_merged_into_another', violation_error_message='Un comité fusionné dit dans quel autre.'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='committee_not_into_itself', violation_error_message='Un comité ne fusionne pas avec lui-même.')],
            },
        ),
        migrations.CreateModel(
            name='CommitteeBasinsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('committee', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('trainingbasin', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.trainingbasin')),
            ],
            options={
                'abstract': False,
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
                ('state', models.CharField(choices=[('active', 'actif'), ('dormant', 'en sommeil'), ('merged', 'fusionné')], default='active', max_length=10, verbose_name='état')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee', verbose_name='fusionné dans')),
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
                ('designation_act', models.CharField(blank=True, help_text='Référence du courrier.', max_length=150, verbose_name='acte de désignation')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='clee.committee', verbose_name='comité')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'mandat',
                'ordering': ['side', '-starts_on', 'pk'],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('user__isnull', False)), expressions=[(directory.ranges.IdRange('committee'), '&&'), (directory.ranges.IdRange('user'), '&&'), (models.Func('starts_on', 'ends_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='mandate_one_at_a_time', violation_error_message='Cette personne copilote déjà le comité à ces dates.'), models.CheckConstraint(condition=models.Q(models.Q(('side', 'school'), ('user__isnull', False), _negated=True), ('designated_on__isnull', False), _connector='OR'), name='mandate_of_school_is_designated', violation_error_message='Indiquez la date de la désignation.'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_start', violation_error_message='La fin du mandat précède son début.'), models.CheckConstraint(condition=models.Q(('user__isnull', False), models.Q(('person_name', ''), _negated=True), _connector='OR'), name='mandate_names_someone', violation_error_message='Indiquez le compte ou le nom de la personne.')],
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
                ('designation_act', models.CharField(blank=True, help_text='Référence du courrier.', max_length=150, verbose_name='acte de désignation')),
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
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('school', 'établissement scolaire'), ('company', 'entreprise'), ('club', 'club d’entreprises ou réseau'), ('association', 'association'), ('chamber', 'chambre consulaire'), ('cio', 'centre d’information et d’orientation'), ('office', 'DSDEN'), ('local', 'collectivité'), ('other', 'autre')], max_length=12, verbose_name='nature')),
                ('other_name', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('contact_name', models.CharField(blank=True, max_length=150, verbose_name='interlocuteur')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='courriel de l’interlocuteur')),
                ('joined_on', models.DateField(verbose_name='adhésion le')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='départ le')),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='clee.committee', verbose_name='comité')),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='committee_memberships', to='directory.company', verbose_name='entreprise')),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='committee_memberships', to='directory.partnernetwork', verbose_name='réseau')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='committee_memberships', to='directory.school', verbose_name='établissement')),
            ],
            options={
                'verbose_name': 'membre d’un comité',
                'verbose_name_plural': 'membres des comités',
                'ordering': ['kind', 'joined_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('company', None), ('network', None), ('other_name', ''), ('school__isnull', False)), models.Q(('company__isnull', False), ('network', None), ('other_name', ''), ('school', None)), models.Q(('company', None), ('network__isnull', False), ('other_name', ''), ('school', None)), models.Q(('company', None), ('network', None), ('school', None), models.Q(('other_name', ''), _negated=True)), _connector='OR'), name='clee_member_is_one', violation_error_message='Un membre est un établissement, une entreprise, un réseau ou un nom.'), models.CheckConstraint(condition=models.Q(('left_on', None), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='clee_member_leaves_after', violation_error_message='Un membre part après son adhésion.'), models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('committee', 'school', 'company', 'network', 'other_name'), name='clee_member_once', nulls_distinct=False, violation_error_message='Ce membre est déjà dans le comité.')],
            },
        ),
        migrations.CreateModel(
            name='MemberEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('school', 'établissement scolaire'), ('company', 'entreprise'), ('club', 'club d’entreprises ou réseau'), ('association', 'association'), ('chamber', 'chambre consulaire'), ('cio', 'centre d’information et d’orientation'), ('office', 'DSDEN'), ('local', 'collectivité'), ('other', 'autre')], max_length=12, verbose_name='nature')),
                ('other_name', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('contact_name', models.CharField(blank=True, max_length=150, verbose_name='interlocuteur')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='courriel de l’interlocuteur')),
                ('joined_on', models.DateField(verbose_name='adhésion le')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='départ le')),
                ('committee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee', verbose_name='comité')),
                ('company', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.company', verbose_name='entreprise')),
                ('network', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnernetwork', verbose_name='réseau')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clee.member')),
                ('school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommitteeBasins',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('clee.committee_basins',),
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
            model_name='committeebasinsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='clee.committeebasins'),
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
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeeevent" ("contact_email", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presentation", "state", "support_school_id") SELECT old_values."contact_email", old_values."id", old_values."merged_into_id", old_values."name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."presentation", old_values."state", old_values."support_school_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."contact_email" IS DISTINCT FROM (new_values."contact_email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."merged_into_id" IS DISTINCT FROM (new_values."merged_into_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."presentation" IS DISTINCT FROM (new_values."presentation") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."support_school_id" IS DISTINCT FROM (new_values."support_school_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3f9097057437e8ee6cdaae484dc93e6f9977acaf', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4412a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='clee_committee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committee',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeeevent" ("contact_email", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "presentation", "state", "support_school_id") SELECT old_values."contact_email", old_values."id", old_values."merged_into_id", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."presentation", old_values."state", old_values."support_school_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6b6b3f71651f82e8a4bc38b3fb5cb4a763436b07', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5f685', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_committee', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_mandateevent" ("committee_id", "designated_by", "designated_on", "designation_act", "ends_on", "id", "organisation", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "starts_on", "user_id") SELECT old_values."committee_id", old_values."designated_by", old_values."designated_on", old_values."designation_act", old_values."ends_on", old_values."id", old_values."organisation", old_values."person_name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."side", old_values."starts_on", old_values."user_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='796624e68af09c8b202199f81d02e3e3d3c4be3a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_25d47', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='clee_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mandate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_mandateevent" ("committee_id", "designated_by", "designated_on", "designation_act", "ends_on", "id", "organisation", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "starts_on", "user_id") SELECT old_values."committee_id", old_values."designated_by", old_values."designated_on", old_values."designation_act", old_values."ends_on", old_values."id", old_values."organisation", old_values."person_name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."side", old_values."starts_on", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6d52ba6d84ca1f6159390b54a7335e43000edd20', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a9e5c', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_mandate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_memberevent" ("committee_id", "company_id", "contact_email", "contact_name", "id", "joined_on", "kind", "left_on", "network_id", "other_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id") SELECT old_values."committee_id", old_values."company_id", old_values."contact_email", old_values."contact_name", old_values."id", old_values."joined_on", old_values."kind", old_values."left_on", old_values."network_id", old_values."other_name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."school_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9c2485a1ceb0699fbe050194e634644e0d66ab9a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_3ed01', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='clee_member', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_memberevent" ("committee_id", "company_id", "contact_email", "contact_name", "id", "joined_on", "kind", "left_on", "network_id", "other_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id") SELECT old_values."committee_id", old_values."company_id", old_values."contact_email", old_values."contact_name", old_values."id", old_values."joined_on", old_values."kind", old_values."left_on", old_values."network_id", old_values."other_name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."school_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c8731c811934d72d0c17115888bfc0fc2de963d6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_4428c', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_member', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeebasins',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeebasinsevent" ("committee_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "trainingbasin_id") SELECT new_values."committee_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."trainingbasin_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='bdaace2f7a67a71034069a142549e631b9c1b7e6', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e97c9', referencing='REFERENCING NEW TABLE AS new_values ', table='clee_committee_basins', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeebasins',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clee_committeebasinsevent" ("committee_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "trainingbasin_id") SELECT old_values."committee_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."trainingbasin_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6ea8ff67655c909f400fe474536c6a82559596a2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_bc61a', referencing='REFERENCING OLD TABLE AS old_values ', table='clee_committee_basins', when='AFTER')),
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
