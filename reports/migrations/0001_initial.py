import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ("clee", "0001_initial"),
        ('directory', '0002_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'à signer'), ('signed', 'signée')], default='draft', max_length=10, verbose_name='état')),
                ('answer', models.CharField(blank=True, choices=[('exact', 'Exact : les chiffres du portail sont ceux de l’année'), ('to_correct', 'À corriger : des lignes manquent ou sont fausses'), ('nothing', 'Rien cette année')], max_length=12, verbose_name='réponse')),
                ('words', models.TextField(blank=True, max_length=2000, verbose_name='ce qui est à corriger')),
                ('return_reason', models.TextField(blank=True, max_length=2000, verbose_name='motif du renvoi')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signée le')),
                ('signed_by', models.CharField(blank=True, max_length=250, verbose_name='signée par')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifiée le')),
                ('committee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='clee.committee', verbose_name='comité')),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='directory.partnernetwork', verbose_name='réseau')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='directory.school', verbose_name='établissement')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'verbose_name': 'déclaration de l’année',
                'verbose_name_plural': 'déclarations de l’année',
                'ordering': ['-school_year', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('committee__isnull', True), ('network__isnull', True), ('school__isnull', False)), models.Q(('committee__isnull', False), ('network__isnull', True), ('school__isnull', True)), models.Q(('committee__isnull', True), ('network__isnull', False), ('school__isnull', True)), _connector='OR'), name='reports_declaration_of_one', violation_error_message='Une déclaration est d’un établissement, d’un comité ou d’un réseau.'), models.UniqueConstraint(fields=('school_year', 'school', 'committee', 'network'), name='reports_declaration_once', nulls_distinct=False, violation_error_message='Cette déclaration existe déjà.'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('signed_at__isnull', False), models.Q(('answer', models.Value('')), _negated=True)), _connector='OR'), name='reports_declaration_signed_answers', violation_error_message='Une déclaration signée a une réponse et une date.')],
            },
        ),
        migrations.CreateModel(
            name='DeclarationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('draft', 'à signer'), ('signed', 'signée')], default='draft', max_length=10, verbose_name='état')),
                ('answer', models.CharField(blank=True, choices=[('exact', 'Exact : les chiffres du portail sont ceux de l’année'), ('to_correct', 'À corriger : des lignes manquent ou sont fausses'), ('nothing', 'Rien cette année')], max_length=12, verbose_name='réponse')),
                ('words', models.TextField(blank=True, max_length=2000, verbose_name='ce qui est à corriger')),
                ('return_reason', models.TextField(blank=True, max_length=2000, verbose_name='motif du renvoi')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='signée le')),
                ('signed_by', models.CharField(blank=True, max_length=250, verbose_name='signée par')),
                ('committee', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clee.committee', verbose_name='comité')),
                ('network', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnernetwork', verbose_name='réseau')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.declaration')),
                ('school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement')),
                ('school_year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeclaredCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('classes', 'Classes en entreprise'), ('visits', 'Visites d’entreprises'), ('placements', 'Stages d’observation'), ('pfmp', 'Périodes de formation en milieu professionnel'), ('staff', 'Immersions de personnels'), ('speakers', 'Interventions de professionnels en classe'), ('forums', 'Forums, rencontres et tables rondes'), ('partnerships', 'Partenariats'), ('other', 'Autres actions')], max_length=12, verbose_name='nature')),
                ('count', models.PositiveIntegerField(verbose_name='nombre')),
                ('pupils', models.PositiveIntegerField(default=0, verbose_name='élèves')),
                ('adults', models.PositiveIntegerField(default=0, verbose_name='adultes')),
                ('words', models.CharField(blank=True, max_length=250, verbose_name='précision')),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='reports.declaration', verbose_name='déclaration')),
            ],
            options={
                'verbose_name': 'compte déclaré',
                'verbose_name_plural': 'comptes déclarés',
                'ordering': ['declaration', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('declaration', 'kind'), name='reports_declared_once', violation_error_message='Cette nature est déjà comptée.'), models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='reports_declared_something', violation_error_message='Un compte déclaré est d’un au moins.')],
            },
        ),
        migrations.CreateModel(
            name='DeclaredCountEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('classes', 'Classes en entreprise'), ('visits', 'Visites d’entreprises'), ('placements', 'Stages d’observation'), ('pfmp', 'Périodes de formation en milieu professionnel'), ('staff', 'Immersions de personnels'), ('speakers', 'Interventions de professionnels en classe'), ('forums', 'Forums, rencontres et tables rondes'), ('partnerships', 'Partenariats'), ('other', 'Autres actions')], max_length=12, verbose_name='nature')),
                ('count', models.PositiveIntegerField(verbose_name='nombre')),
                ('pupils', models.PositiveIntegerField(default=0, verbose_name='élèves')),
                ('adults', models.PositiveIntegerField(default=0, verbose_name='adultes')),
                ('words', models.CharField(blank=True, max_length=250, verbose_name='précision')),
                ('declaration', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reports.declaration', verbose_name='déclaration')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.declaredcount')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('teacher', 'Enseignant'), ('head', 'Chef d’établissement'), ('deputy', 'Adjoint du chef d’établissement'), ('ddfpt', 'DDFPT'), ('office_staff', 'Secrétariat ou vie scolaire'), ('rbde', 'Responsable du bureau des entreprises'), ('department_supervisor', 'Superviseur départemental'), ('department_office', 'DSDEN'), ('mission_officer', 'Chargé de mission école-entreprise'), ('education_authority', 'Rectorat'), ('branch_officer', 'Branche professionnelle'), ('company_representative', 'Entreprise'), ('co_lead', 'Copilote de CLEE'), ('juror', 'Membre de jury'), ('administrator', 'Administrateur')], max_length=30, verbose_name='rôle')),
                ('kind', models.CharField(max_length=20, verbose_name='nature')),
                ('params', models.JSONField(default=dict, verbose_name='choix')),
                ('label', models.CharField(max_length=250, verbose_name='contenu')),
                ('state', models.CharField(choices=[('waiting', 'en attente'), ('running', 'en préparation'), ('ready', 'prêt'), ('failed', 'échoué'), ('cancelled', 'annulé'), ('expired', 'effacé')], default='waiting', max_length=10, verbose_name='état')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='fait')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='à faire')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('lease_owner', models.CharField(blank=True, max_length=40, verbose_name='pris par')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='pris jusqu’à')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='nom du fichier')),
                ('mimetype', models.CharField(blank=True, max_length=100, verbose_name='type')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='taille en octets')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='empreinte SHA-256')),
                ('error', models.CharField(blank=True, max_length=250, verbose_name='cause de l’échec')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='demandé le')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='fini le')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='effacé le')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='demandeur')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['created_at'], name='reports_export_queue')],
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='reports_export_progress', violation_error_message='Un export ne fait pas plus que ce qu’il a à faire.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(models.Q(('sha256', ''), _negated=True), ('expires_at__isnull', False)), _connector='OR'), name='reports_export_ready_has_file', violation_error_message='Un export prêt a un fichier et une fin.')],
            },
        ),
        migrations.CreateModel(
            name='ExportColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=40, verbose_name='liste')),
                ('columns', models.JSONField(default=list, verbose_name='colonnes')),
                ('has_comma', models.BooleanField(default=True, verbose_name='virgule décimale')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'colonnes choisies',
                'verbose_name_plural': 'colonnes choisies',
                'ordering': ['user', 'source'],
                'constraints': [models.UniqueConstraint(fields=('user', 'source'), name='reports_columns_once', violation_error_message='Ces colonnes sont déjà choisies.')],
            },
        ),
        migrations.CreateModel(
            name='PublishedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('territory', models.CharField(max_length=40, verbose_name='code du périmètre')),
                ('label', models.CharField(max_length=120, verbose_name='périmètre')),
                ('open_version', models.PositiveIntegerField(blank=True, null=True, verbose_name='version ouverte à tous')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='ouverte le')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_reports', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'verbose_name': 'rapport publié',
                'verbose_name_plural': 'rapports publiés',
                'ordering': ['-school_year', 'label'],
                'constraints': [models.UniqueConstraint(fields=('school_year', 'territory'), name='reports_published_once', violation_error_message='Ce rapport est déjà publié : publiez-en une version.'), models.UniqueConstraint(condition=models.Q(('open_version__isnull', False)), fields=('school_year',), name='reports_open_data_once', violation_error_message='Les données de cette année sont déjà ouvertes.')],
            },
        ),
        migrations.CreateModel(
            name='WeeklyFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('territory', models.CharField(max_length=40, verbose_name='code du périmètre')),
                ('week', models.DateField(verbose_name='lundi de la semaine')),
                ('values', models.JSONField(default=dict, verbose_name='chiffres')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weekly_figures', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'verbose_name': 'chiffres d’une semaine',
                'verbose_name_plural': 'chiffres des semaines',
                'ordering': ['school_year', 'territory', 'week'],
                'constraints': [models.UniqueConstraint(fields=('school_year', 'territory', 'week'), name='reports_week_once', violation_error_message='Cette semaine est déjà relevée.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='declaration',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_declarationevent" ("answer", "committee_id", "id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "school_id", "school_year_id", "signed_at", "signed_by", "state", "words") SELECT old_values."answer", old_values."committee_id", old_values."id", old_values."network_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."return_reason", old_values."school_id", old_values."school_year_id", old_values."signed_at", old_values."signed_by", old_values."state", old_values."words" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."answer" IS DISTINCT FROM (new_values."answer") OR old_values."committee_id" IS DISTINCT FROM (new_values."committee_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."network_id" IS DISTINCT FROM (new_values."network_id") OR old_values."return_reason" IS DISTINCT FROM (new_values."return_reason") OR old_values."school_id" IS DISTINCT FROM (new_values."school_id") OR old_values."school_year_id" IS DISTINCT FROM (new_values."school_year_id") OR old_values."signed_at" IS DISTINCT FROM (new_values."signed_at") OR old_values."signed_by" IS DISTINCT FROM (new_values."signed_by") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."words" IS DISTINCT FROM (new_values."words")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3cbd1231cf7423f870fbd9bcbf3bc1f7887406eb', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_1a3c4', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reports_declaration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='declaration',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_declarationevent" ("answer", "committee_id", "id", "network_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_reason", "school_id", "school_year_id", "signed_at", "signed_by", "state", "words") SELECT old_values."answer", old_values."committee_id", old_values."id", old_values."network_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."return_reason", old_values."school_id", old_values."school_year_id", old_values."signed_at", old_values."signed_by", old_values."state", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f5a6997d69d0cfe124737184734915e75cfbe020', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3df77', referencing='REFERENCING OLD TABLE AS old_values ', table='reports_declaration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='declaredcount',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_declaredcountevent" ("adults", "count", "declaration_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pupils", "words") SELECT old_values."adults", old_values."count", old_values."declaration_id", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."pupils", old_values."words" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='875be08bec5617babcd91c7db379befd79646ba6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0a916', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reports_declaredcount', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='declaredcount',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_declaredcountevent" ("adults", "count", "declaration_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pupils", "words") SELECT old_values."adults", old_values."count", old_values."declaration_id", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."pupils", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='526c85e7eed9a6770c7b11f7f5909fb73f08855d', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_9e263', referencing='REFERENCING OLD TABLE AS old_values ', table='reports_declaredcount', when='AFTER')),
        ),
    ]
