import directory.search
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('directory', '0002_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='nom')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('is_active', models.BooleanField(default=True, help_text='Décochez pour interdire la connexion.', verbose_name='actif')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('leaves_on', models.DateField(blank=True, editable=False, help_text='Deux ans après la dernière activité ; se connecter suffit à garder le compte.', null=True, verbose_name='effacement prévu le')),
                ('erased_on', models.DateField(blank=True, editable=False, null=True, verbose_name='effacé le')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.text.Concat(django.db.models.functions.comparison.Coalesce(models.F('last_name'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('first_name'), models.Value(''), output_field=models.TextField()), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('search', models.GeneratedField(db_persist=True, expression=directory.search.FoldedVector(django.db.models.functions.text.Concat(django.db.models.functions.comparison.Coalesce(models.F('last_name'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('first_name'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('email'), models.Value(''), output_field=models.TextField()), output_field=models.TextField())), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='index de recherche')),
            ],
            options={
                'verbose_name': 'personne',
                'verbose_name_plural': 'personnes',
                'ordering': ['sort_key', 'pk'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='accounts_user_search')],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_lower_case', violation_error_message='L’adresse doit être en minuscules.')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('enter', 'Saisir'), ('approve', 'Viser les demandes et valider les rôles'), ('sign', 'Signer')], max_length=10), size=None, verbose_name='actes')),
                ('starts_on', models.DateField(verbose_name='à partir du')),
                ('ends_on', models.DateField(verbose_name='jusqu’au (inclus)')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='donnée le')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='retirée le')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to=settings.AUTH_USER_MODEL, verbose_name='délégataire')),
            ],
            options={
                'verbose_name': 'délégation',
                'verbose_name_plural': 'délégations',
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PersonalLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('generation', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('purpose', models.SlugField(db_index=False, max_length=40, verbose_name='objet')),
                ('subject_id', models.BigIntegerField()),
                ('holder_name', models.CharField(max_length=200, verbose_name='titulaire')),
                ('holder_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse du titulaire')),
                ('holder_function', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                ('valid_until', models.DateTimeField(verbose_name='valable jusqu’au')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='révoqué le')),
                ('issued_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='issued_links', to=settings.AUTH_USER_MODEL, verbose_name='créé par')),
                ('replaced_by', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='accounts.personallink', verbose_name='remplacé par')),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
            ],
            options={
                'verbose_name': 'lien personnel',
                'verbose_name_plural': 'liens personnels',
                'ordering': ['-issued_at', '-pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='accounts_pe_subject_1b07bd_idx')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('subject_id', models.BigIntegerField()),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='envoyé à')),
                ('phone_end', models.CharField(blank=True, max_length=2, verbose_name='numéro qui finit par')),
                ('what', models.CharField(max_length=200, verbose_name='pour')),
                ('code_hash', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('verified_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.personallink')),
            ],
            options={
                'verbose_name': 'code à usage unique',
                'verbose_name_plural': 'codes à usage unique',
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-sent_at'], name='accounts_on_subject_d8275f_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('tries__range', (0, 5))), name='one_time_code_tries'), models.CheckConstraint(condition=models.Q(models.Q(('link', None), ('user__isnull', False)), models.Q(('link__isnull', False), ('user', None)), _connector='OR'), name='one_time_code_one_holder')],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='date')),
                ('actor_label', models.CharField(max_length=300, verbose_name='par')),
                ('role', models.CharField(blank=True, choices=[('teacher', 'Enseignant'), ('head', 'Chef d’établissement'), ('deputy', 'Adjoint du chef d’établissement'), ('ddfpt', 'DDFPT'), ('office_staff', 'Secrétariat ou vie scolaire'), ('rbde', 'Responsable du bureau des entreprises'), ('department_supervisor', 'Superviseur départemental'), ('department_office', 'DSDEN'), ('mission_officer', 'Chargé de mission école-entreprise'), ('education_authority', 'Rectorat'), ('branch_officer', 'Branche professionnelle'), ('company_representative', 'Entreprise'), ('co_lead', 'Copilote de CLEE'), ('juror', 'Membre de jury'), ('administrator', 'Administrateur')], max_length=30, verbose_name='rôle')),
                ('verb', models.CharField(max_length=120, verbose_name='action')),
                ('subject_id', models.CharField(blank=True, max_length=64)),
                ('committee_id', models.BigIntegerField(db_index=True, null=True, verbose_name='comité')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('words', models.TextField(blank=True, verbose_name='précisions')),
                ('context', models.UUIDField(editable=False, null=True)),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='journal_entries', to='directory.company', verbose_name='entreprise')),
                ('school', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='journal_entries', to='directory.school', verbose_name='établissement')),
                ('subject_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='journal_entries', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='journal_entries', to='accounts.personallink')),
            ],
            options={
                'verbose_name': 'entrée du journal',
                'verbose_name_plural': 'journal',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-at'], name='accounts_jo_subject_68a78e_idx')],
            },
        ),
        migrations.CreateModel(
            name='FormSubmission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('subject_id', models.CharField(blank=True, max_length=64)),
                ('subject_type', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='contenttypes.contenttype')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.personallink')),
            ],
            options={
                'verbose_name': 'envoi de formulaire',
                'verbose_name_plural': 'envois de formulaires',
                'constraints': [models.UniqueConstraint(fields=('user', 'link', 'key'), name='one_submission_per_form', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='PersonalLinkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('generation', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('purpose', models.SlugField(db_index=False, max_length=40, verbose_name='objet')),
                ('subject_id', models.BigIntegerField()),
                ('holder_name', models.CharField(max_length=200, verbose_name='titulaire')),
                ('holder_email', models.EmailField(blank=True, max_length=254, verbose_name='adresse du titulaire')),
                ('holder_function', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                ('valid_until', models.DateTimeField(verbose_name='valable jusqu’au')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='révoqué le')),
                ('issued_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='créé par')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.personallink')),
                ('replaced_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.personallink', verbose_name='remplacé par')),
                ('subject_type', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='contenttypes.contenttype')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProConnectIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issuer', models.CharField(max_length=300, verbose_name='émetteur')),
                ('subject', models.CharField(max_length=255, verbose_name='identifiant')),
                ('linked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reliée le')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='utilisée le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proconnect_identities', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'identité ProConnect',
                'verbose_name_plural': 'identités ProConnect',
                'ordering': ['linked_at'],
                'constraints': [models.UniqueConstraint(fields=('issuer', 'subject'), name='proconnect_identity_of_one_person')],
            },
        ),
        migrations.CreateModel(
            name='ProConnectIdentityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('issuer', models.CharField(max_length=300, verbose_name='émetteur')),
                ('subject', models.CharField(max_length=255, verbose_name='identifiant')),
                ('linked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reliée le')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.proconnectidentity')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('teacher', 'Enseignant'), ('head', 'Chef d’établissement'), ('deputy', 'Adjoint du chef d’établissement'), ('ddfpt', 'DDFPT'), ('office_staff', 'Secrétariat ou vie scolaire'), ('rbde', 'Responsable du bureau des entreprises'), ('department_supervisor', 'Superviseur départemental'), ('department_office', 'DSDEN'), ('mission_officer', 'Chargé de mission école-entreprise'), ('education_authority', 'Rectorat'), ('branch_officer', 'Branche professionnelle'), ('company_representative', 'Entreprise'), ('co_lead', 'Copilote de CLEE'), ('juror', 'Membre de jury'), ('administrator', 'Administrateur')], max_length=30, verbose_name='rôle')),
                ('includes_annexes', models.BooleanField(default=True, verbose_name='annexes et sections comprises')),
                ('includes_siblings', models.BooleanField(default=False, verbose_name='autres établissements de la même entreprise (SIREN) compris')),
                ('whole_region', models.BooleanField(default=False, verbose_name='toute la région académique')),
                ('state', models.CharField(choices=[('waiting', 'À valider'), ('provisional', 'Ouvert, à valider'), ('validated', 'Validé'), ('refused', 'Refusé'), ('ended', 'Clos')], default='waiting', editable=False, max_length=12, verbose_name='état')),
                ('evidence', models.CharField(choices=[('granted', 'Attribué directement'), ('invited', 'Invitation d’un collègue'), ('academic_mailbox', 'Adresse académique vérifiée'), ('school_mailbox', 'Lien ouvert dans la boîte de l’établissement'), ('published_mailbox', 'Adresse publiée par l’entreprise'), ('letter', 'Code reçu par courrier'), ('mailbox', 'Adresse vérifiée')], default='granted', editable=False, max_length=20, verbose_name='preuve')),
                ('words', models.TextField(blank=True, editable=False, verbose_name='message')),
                ('escalates_on', models.DateField(blank=True, editable=False, null=True, verbose_name='transmis le')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='à partir du')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='jusqu’au (inclus)')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='attribué le')),
                ('validated_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='validé le')),
                ('reason', models.TextField(blank=True, editable=False, verbose_name='motif')),
                ('academies', models.ManyToManyField(blank=True, related_name='role_assignments', to='directory.academy', verbose_name='académies')),
                ('branches', models.ManyToManyField(blank=True, related_name='role_assignments', to='directory.branchorganisation', verbose_name='branches professionnelles')),
                ('companies', models.ManyToManyField(blank=True, related_name='role_assignments', to='directory.company', verbose_name='entreprises')),
                ('departments', models.ManyToManyField(blank=True, related_name='role_assignments', to='directory.department', verbose_name='départements')),
                ('granted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attribué par')),
                ('networks', models.ManyToManyField(blank=True, related_name='role_assignments', to='directory.partnernetwork', verbose_name='réseaux partenaires')),
                ('schools', models.ManyToManyField(blank=True, related_name='role_assignments', to='directory.school', verbose_name='établissements')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_assignments', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('validated_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='validé par')),
            ],
            options={
                'verbose_name': 'rôle attribué',
                'verbose_name_plural': 'rôles attribués',
                'ordering': ['user', 'starts_on', 'pk'],
                'indexes': [models.Index(fields=['user', 'role'], name='accounts_ro_user_id_762ca3_idx'), models.Index(condition=models.Q(('state__in', ('waiting', 'provisional'))), fields=['granted_at'], name='role_undecided')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'validated'), _negated=True), ('validated_at__isnull', False), _connector='OR'), name='role_validated_at_a_time', violation_error_message='Un rôle validé porte la date de sa validation.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='role_refused_with_reason', violation_error_message='Un refus porte son motif.'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='role_ends_after_start', violation_error_message='La fin du rôle précède son début.'), models.CheckConstraint(condition=models.Q(('whole_region', False), ('role__in', ['department_supervisor', 'department_office', 'mission_officer', 'education_authority']), _connector='OR'), name='role_region_only_for_territory', violation_error_message='Ce rôle ne porte pas sur la région entière.')],
            },
        ),
        migrations.CreateModel(
            name='DelegationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('acts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('enter', 'Saisir'), ('approve', 'Viser les demandes et valider les rôles'), ('sign', 'Signer')], max_length=10), size=None, verbose_name='actes')),
                ('starts_on', models.DateField(verbose_name='à partir du')),
                ('ends_on', models.DateField(verbose_name='jusqu’au (inclus)')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='donnée le')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='retirée le')),
                ('holder', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='délégataire')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.delegation')),
                ('assignment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment', verbose_name='rôle délégué')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='delegation',
            name='assignment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to='accounts.roleassignment', verbose_name='rôle délégué'),
        ),
        migrations.CreateModel(
            name='RoleAssignmentAcademiesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('academy', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.academy')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('roleassignment', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentBranchesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('branchorganisation', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.branchorganisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('roleassignment', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentCompaniesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('company', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.company')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('roleassignment', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentDepartmentsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('department', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('roleassignment', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('teacher', 'Enseignant'), ('head', 'Chef d’établissement'), ('deputy', 'Adjoint du chef d’établissement'), ('ddfpt', 'DDFPT'), ('office_staff', 'Secrétariat ou vie scolaire'), ('rbde', 'Responsable du bureau des entreprises'), ('department_supervisor', 'Superviseur départemental'), ('department_office', 'DSDEN'), ('mission_officer', 'Chargé de mission école-entreprise'), ('education_authority', 'Rectorat'), ('branch_officer', 'Branche professionnelle'), ('company_representative', 'Entreprise'), ('co_lead', 'Copilote de CLEE'), ('juror', 'Membre de jury'), ('administrator', 'Administrateur')], max_length=30, verbose_name='rôle')),
                ('includes_annexes', models.BooleanField(default=True, verbose_name='annexes et sections comprises')),
                ('includes_siblings', models.BooleanField(default=False, verbose_name='autres établissements de la même entreprise (SIREN) compris')),
                ('whole_region', models.BooleanField(default=False, verbose_name='toute la région académique')),
                ('state', models.CharField(choices=[('waiting', 'À valider'), ('provisional', 'Ouvert, à valider'), ('validated', 'Validé'), ('refused', 'Refusé'), ('ended', 'Clos')], default='waiting', editable=False, max_length=12, verbose_name='état')),
                ('evidence', models.CharField(choices=[('granted', 'Attribué directement'), ('invited', 'Invitation d’un collègue'), ('academic_mailbox', 'Adresse académique vérifiée'), ('school_mailbox', 'Lien ouvert dans la boîte de l’établissement'), ('published_mailbox', 'Adresse publiée par l’entreprise'), ('letter', 'Code reçu par courrier'), ('mailbox', 'Adresse vérifiée')], default='granted', editable=False, max_length=20, verbose_name='preuve')),
                ('words', models.TextField(blank=True, editable=False, verbose_name='message')),
                ('escalates_on', models.DateField(blank=True, editable=False, null=True, verbose_name='transmis le')),
                ('starts_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='à partir du')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='jusqu’au (inclus)')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='attribué le')),
                ('validated_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='validé le')),
                ('reason', models.TextField(blank=True, editable=False, verbose_name='motif')),
                ('granted_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attribué par')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignment')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                ('validated_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='validé par')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentNetworksEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('partnernetwork', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnernetwork')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('roleassignment', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentSchoolsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('roleassignment', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.roleassignment')),
                ('school', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('code_hash', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='préparé le')),
                ('expires_at', models.DateTimeField(verbose_name='valable jusqu’au')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                ('used_at', models.DateTimeField(null=True, verbose_name='code saisi le')),
                ('replaced_at', models.DateTimeField(null=True, verbose_name='remplacé le')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='accounts.roleassignment', verbose_name='demande')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='préparé par')),
            ],
            options={
                'verbose_name': 'courrier avec un code',
                'verbose_name_plural': 'courriers avec un code',
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('tries__range', (0, 5))), name='role_letter_tries'), models.UniqueConstraint(condition=models.Q(('replaced_at', None), ('used_at', None)), fields=('assignment',), name='role_letter_one_living')],
            },
        ),
        migrations.CreateModel(
            name='RoleRenewal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='rentrée')),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='confirmés le')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmés par')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_renewals', to='directory.school', verbose_name='établissement')),
            ],
            options={
                'verbose_name': 'confirmation des rôles',
                'verbose_name_plural': 'confirmations des rôles',
                'ordering': ['-start_year', 'school'],
                'constraints': [models.UniqueConstraint(fields=('school', 'start_year'), name='role_renewal_once_per_school_and_year')],
            },
        ),
        migrations.CreateModel(
            name='RoleRenewalEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='rentrée')),
                ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='confirmés le')),
                ('confirmed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmés par')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.rolerenewal')),
                ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='nom')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('is_active', models.BooleanField(default=True, help_text='Décochez pour interdire la connexion.', verbose_name='actif')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PersonalDataRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(default=django.utils.timezone.localdate, verbose_name='jour')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='première fois à')),
                ('role', models.CharField(blank=True, choices=[('teacher', 'Enseignant'), ('head', 'Chef d’établissement'), ('deputy', 'Adjoint du chef d’établissement'), ('ddfpt', 'DDFPT'), ('office_staff', 'Secrétariat ou vie scolaire'), ('rbde', 'Responsable du bureau des entreprises'), ('department_supervisor', 'Superviseur départemental'), ('department_office', 'DSDEN'), ('mission_officer', 'Chargé de mission école-entreprise'), ('education_authority', 'Rectorat'), ('branch_officer', 'Branche professionnelle'), ('company_representative', 'Entreprise'), ('co_lead', 'Copilote de CLEE'), ('juror', 'Membre de jury'), ('administrator', 'Administrateur')], max_length=30, verbose_name='rôle')),
                ('subject_id', models.BigIntegerField(verbose_name='numéro de la fiche')),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
            ],
            options={
                'verbose_name': 'consultation de coordonnées',
                'verbose_name_plural': 'consultations de coordonnées',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('subject_type', 'subject_id', 'user', 'day'), name='read_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='RoleAssignmentAcademies',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.roleassignment_academies',),
        ),
        migrations.CreateModel(
            name='RoleAssignmentBranches',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.roleassignment_branches',),
        ),
        migrations.CreateModel(
            name='RoleAssignmentCompanies',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.roleassignment_companies',),
        ),
        migrations.CreateModel(
            name='RoleAssignmentDepartments',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.roleassignment_departments',),
        ),
        migrations.CreateModel(
            name='RoleAssignmentNetworks',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.roleassignment_networks',),
        ),
        migrations.CreateModel(
            name='RoleAssignmentSchools',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('accounts.roleassignment_schools',),
        ),
        migrations.AddIndex(
            model_name='delegation',
            index=models.Index(fields=['holder', 'ends_on'], name='accounts_de_holder__f79f86_idx'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='delegation_ends_after_start', violation_error_message='La fin de la délégation précède son début.'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('acts', []), _negated=True), name='delegation_of_something', violation_error_message='Une délégation porte sur un acte au moins.'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at', None)), expressions=[(models.Func(models.F('assignment'), models.F('assignment'), template="int8range(%(expressions)s, '[]')"), '&&'), (models.Func(models.F('holder'), models.F('holder'), template="int8range(%(expressions)s, '[]')"), '&&'), (models.Func('starts_on', 'ends_on', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='delegation_once_at_a_time', violation_error_message='Cette personne a déjà une délégation à ces dates.'),
        ),
        migrations.AddField(
            model_name='roleassignmentacademiesevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignmentacademies'),
        ),
        migrations.AddField(
            model_name='roleassignmentbranchesevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignmentbranches'),
        ),
        migrations.AddField(
            model_name='roleassignmentcompaniesevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignmentcompanies'),
        ),
        migrations.AddField(
            model_name='roleassignmentdepartmentsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignmentdepartments'),
        ),
        migrations.AddField(
            model_name='roleassignmentnetworksevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignmentnetworks'),
        ),
        migrations.AddField(
            model_name='roleassignmentschoolsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.roleassignmentschools'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT old_values."date_joined", old_values."email", old_values."first_name", old_values."id", old_values."is_active", old_values."last_name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."date_joined" IS DISTINCT FROM (new_values."date_joined") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."first_name" IS DISTINCT FROM (new_values."first_name") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."last_name" IS DISTINCT FROM (new_values."last_name") OR old_values."phone" IS DISTINCT FROM (new_values."phone")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='59f7f9a3fe86d63ca538f7d4c561cf035d003a1f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0e890', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userevent" ("date_joined", "email", "first_name", "id", "is_active", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") SELECT old_values."date_joined", old_values."email", old_values."first_name", old_values."id", old_values."is_active", old_values."last_name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c0192a587146473e84b5e959bc026b1ea09e7665', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personallink',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_personallinkevent" ("generation", "holder_email", "holder_function", "holder_name", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "purpose", "replaced_by_id", "revoked_at", "subject_id", "subject_type_id", "valid_until") SELECT old_values."generation", old_values."holder_email", old_values."holder_function", old_values."holder_name", old_values."id", old_values."issued_at", old_values."issued_by_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."public_id", old_values."purpose", old_values."replaced_by_id", old_values."revoked_at", old_values."subject_id", old_values."subject_type_id", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."generation" IS DISTINCT FROM (new_values."generation") OR old_values."holder_email" IS DISTINCT FROM (new_values."holder_email") OR old_values."holder_function" IS DISTINCT FROM (new_values."holder_function") OR old_values."holder_name" IS DISTINCT FROM (new_values."holder_name") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."issued_at" IS DISTINCT FROM (new_values."issued_at") OR old_values."issued_by_id" IS DISTINCT FROM (new_values."issued_by_id") OR old_values."public_id" IS DISTINCT FROM (new_values."public_id") OR old_values."purpose" IS DISTINCT FROM (new_values."purpose") OR old_values."replaced_by_id" IS DISTINCT FROM (new_values."replaced_by_id") OR old_values."revoked_at" IS DISTINCT FROM (new_values."revoked_at") OR old_values."subject_id" IS DISTINCT FROM (new_values."subject_id") OR old_values."subject_type_id" IS DISTINCT FROM (new_values."subject_type_id") OR old_values."valid_until" IS DISTINCT FROM (new_values."valid_until")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8758f938ad6efe90dd642ce0c8700246aa4d2e94', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ff2f7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_personallink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personallink',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_personallinkevent" ("generation", "holder_email", "holder_function", "holder_name", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "purpose", "replaced_by_id", "revoked_at", "subject_id", "subject_type_id", "valid_until") SELECT old_values."generation", old_values."holder_email", old_values."holder_function", old_values."holder_name", old_values."id", old_values."issued_at", old_values."issued_by_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."public_id", old_values."purpose", old_values."replaced_by_id", old_values."revoked_at", old_values."subject_id", old_values."subject_type_id", old_values."valid_until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='12eb5953ef2a0fb37f6b0bbca93a3916f4ed26a5', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0a99f', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_personallink', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proconnectidentity',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_proconnectidentityevent" ("id", "issuer", "linked_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "user_id") VALUES (NEW."id", NEW."issuer", NEW."linked_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."subject", NEW."user_id"); RETURN NULL;', hash='822be9a0801817120ef7ab98356a129b6aae36fd', operation='INSERT', pgid='pgtrigger_insert_insert_74537', table='accounts_proconnectidentity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proconnectidentity',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_proconnectidentityevent" ("id", "issuer", "linked_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "user_id") VALUES (OLD."id", OLD."issuer", OLD."linked_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."subject", OLD."user_id"); RETURN NULL;', hash='27dae07af2de7d08c44ebd83f2b567f8c7d3a051', operation='DELETE', pgid='pgtrigger_delete_delete_c10c5', table='accounts_proconnectidentity', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentevent" ("ends_on", "escalates_on", "evidence", "granted_at", "granted_by_id", "id", "includes_annexes", "includes_siblings", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "starts_on", "state", "user_id", "validated_at", "validated_by_id", "whole_region", "words") SELECT old_values."ends_on", old_values."escalates_on", old_values."evidence", old_values."granted_at", old_values."granted_by_id", old_values."id", old_values."includes_annexes", old_values."includes_siblings", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."reason", old_values."role", old_values."starts_on", old_values."state", old_values."user_id", old_values."validated_at", old_values."validated_by_id", old_values."whole_region", old_values."words" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='883a791f2080764beb418754604f3f6653c8afed', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_bc884', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_roleassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentevent" ("ends_on", "escalates_on", "evidence", "granted_at", "granted_by_id", "id", "includes_annexes", "includes_siblings", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "starts_on", "state", "user_id", "validated_at", "validated_by_id", "whole_region", "words") SELECT old_values."ends_on", old_values."escalates_on", old_values."evidence", old_values."granted_at", old_values."granted_by_id", old_values."id", old_values."includes_annexes", old_values."includes_siblings", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."role", old_values."starts_on", old_values."state", old_values."user_id", old_values."validated_at", old_values."validated_by_id", old_values."whole_region", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='98b7372d7c6fd59ab61fb06b02aa9f0a3f9fa911', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f0825', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delegation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_delegationevent" ("acts", "assignment_id", "ended_at", "ends_on", "given_at", "holder_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT old_values."acts", old_values."assignment_id", old_values."ended_at", old_values."ends_on", old_values."given_at", old_values."holder_id", old_values."id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c5df9daeecc406e535808c5c19f35c8142a50512', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0bc20', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_delegation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='delegation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_delegationevent" ("acts", "assignment_id", "ended_at", "ends_on", "given_at", "holder_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") SELECT old_values."acts", old_values."assignment_id", old_values."ended_at", old_values."ends_on", old_values."given_at", old_values."holder_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='2e66d804bd76e6548dcbee0052237a6e11676a74', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c7771', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_delegation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolerenewal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_rolerenewalevent" ("confirmed_at", "confirmed_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "start_year") SELECT old_values."confirmed_at", old_values."confirmed_by_id", old_values."id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."school_id", old_values."start_year" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='919317edc679ae2700619fc50976646515d0a9e7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fc5cc', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='accounts_rolerenewal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolerenewal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_rolerenewalevent" ("confirmed_at", "confirmed_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "start_year") SELECT old_values."confirmed_at", old_values."confirmed_by_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."school_id", old_values."start_year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='145c4a6d9da3ce2a464cb38befbac2b140248723', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f5a99', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_rolerenewal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentacademies',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentacademiesevent" ("academy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT new_values."academy_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roleassignment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='dd0893e1c743c41949920291c72dbcf41ec1947f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8a1a0', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_roleassignment_academies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentacademies',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentacademiesevent" ("academy_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT old_values."academy_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roleassignment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='2eb595b3756578bdb66823639e09aa265bbe22a7', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_71312', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment_academies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentbranches',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentbranchesevent" ("branchorganisation_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT new_values."branchorganisation_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roleassignment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='34aaf737916c22ca0854a887ea4241f0652d6db7', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e3d18', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_roleassignment_branches', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentbranches',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentbranchesevent" ("branchorganisation_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT old_values."branchorganisation_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roleassignment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f950ba847de62d2d90964ea6da5057d1693ab946', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_548a8', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment_branches', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentcompanies',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentcompaniesevent" ("company_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT new_values."company_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roleassignment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b8126caccc21c87cb1dce633048adb822fca14a8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_e8079', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_roleassignment_companies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentcompanies',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentcompaniesevent" ("company_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT old_values."company_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roleassignment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8e0e64803254889e68d55940d12699b49671a195', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c2fc4', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment_companies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentdepartments',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentdepartmentsevent" ("department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT new_values."department_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roleassignment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1cfdda823f3f01f46a4ae6a7a5015eb1e1109b15', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_26b28', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_roleassignment_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentdepartments',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentdepartmentsevent" ("department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT old_values."department_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roleassignment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b726bba7e5061a4f98b57209881daf8d1380766f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_25741', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentnetworks',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentnetworksevent" ("id", "partnernetwork_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT new_values."id", new_values."partnernetwork_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roleassignment_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='68631509c4cb7dd435ebf995e29112e9915d2cfc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_c6861', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_roleassignment_networks', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentnetworks',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentnetworksevent" ("id", "partnernetwork_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id") SELECT old_values."id", old_values."partnernetwork_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roleassignment_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='024cfcc292bbcdb16bbc498cbd5175ca57081271', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_71ffa', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment_networks', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentschools',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentschoolsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id", "school_id") SELECT new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."roleassignment_id", new_values."school_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6aedc863b11ffcdb633d4d115b9b18fc8f578440', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_dbd22', referencing='REFERENCING NEW TABLE AS new_values ', table='accounts_roleassignment_schools', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleassignmentschools',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_roleassignmentschoolsevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "roleassignment_id", "school_id") SELECT old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."roleassignment_id", old_values."school_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8a72087b7e23a0256b93bd3e8f9d1f0fa8bf4aa2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_22d8f', referencing='REFERENCING OLD TABLE AS old_values ', table='accounts_roleassignment_schools', when='AFTER')),
        ),
    ]
