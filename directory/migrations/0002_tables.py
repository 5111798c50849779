import directory.identifiers
import directory.models.lexicon
import directory.search
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_functions'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Academy',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='nom')),
            ],
            options={
                'verbose_name': 'académie',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('label', models.CharField(max_length=120, verbose_name='libellé')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('label'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
            ],
            options={
                'verbose_name': 'secteur',
                'ordering': ['sort_key'],
            },
        ),
        migrations.CreateModel(
            name='BranchOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='sigle')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='chambers', to='directory.branchorganisation', verbose_name='fédération')),
            ],
            options={
                'verbose_name': 'branche professionnelle',
                'verbose_name_plural': 'branches professionnelles',
                'ordering': ['sort_key'],
            },
        ),
        migrations.CreateModel(
            name='BranchOrganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('acronym', models.CharField(blank=True, max_length=30, verbose_name='sigle')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.branchorganisation', verbose_name='fédération')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.branchorganisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='jour')),
                ('zone', models.CharField(default='C', max_length=1, verbose_name='zone')),
                ('is_open', models.BooleanField(help_text='Coché : jour de classe. Décoché : jour fermé.', verbose_name='jour ouvert')),
                ('label', models.CharField(help_text='Par exemple : pont accordé par le recteur.', max_length=120, verbose_name='motif')),
            ],
            options={
                'verbose_name': 'correction du calendrier',
                'verbose_name_plural': 'corrections du calendrier',
                'ordering': ['day'],
                'constraints': [models.UniqueConstraint(fields=('day', 'zone'), name='directory_calendar_day_unique', violation_error_message='Ce jour a déjà une correction.')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDayEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('day', models.DateField(verbose_name='jour')),
                ('zone', models.CharField(default='C', max_length=1, verbose_name='zone')),
                ('is_open', models.BooleanField(help_text='Coché : jour de classe. Décoché : jour fermé.', verbose_name='jour ouvert')),
                ('label', models.CharField(help_text='Par exemple : pont accordé par le recteur.', max_length=120, verbose_name='motif')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.calendarday')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('academy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to='directory.academy', verbose_name='académie')),
            ],
            options={
                'verbose_name': 'département',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='BranchOrganisationDepartmentsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('branchorganisation', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.branchorganisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('department', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='branchorganisation',
            name='departments',
            field=models.ManyToManyField(blank=True, related_name='branches', to='directory.department', verbose_name='départements'),
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('insee_code', models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('is_rural', models.BooleanField(blank=True, null=True, verbose_name='rurale')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='directory.department', verbose_name='département')),
            ],
            options={
                'verbose_name': 'commune',
                'ordering': ['sort_key', 'insee_code'],
            },
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('siret', models.CharField(blank=True, max_length=14, null=True, unique=True, validators=[directory.identifiers.validate_siret], verbose_name='SIRET')),
                ('no_siret_reason', models.CharField(blank=True, help_text='Étranger, ambassade, en cours de création…', max_length=120, verbose_name='motif de l’absence de SIRET')),
                ('siren', models.CharField(blank=True, db_index=True, max_length=9, validators=[directory.identifiers.validate_siren], verbose_name='SIREN')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('is_masked', models.BooleanField(default=False, help_text='Le répertoire ne publie pas son nom.', verbose_name='non diffusible')),
                ('legal_kind', models.CharField(choices=[('private', 'Entreprise privée'), ('public', 'Organisme public'), ('association', 'Association')], default='private', max_length=12, verbose_name='nature juridique')),
                ('naf_code', models.CharField(blank=True, max_length=6, verbose_name='code NAF')),
                ('naf_nomenclature', models.CharField(blank=True, choices=[('NAFRev2', 'NAF rév. 2'), ('NAF2025', 'NAF 2025')], max_length=8, verbose_name='nomenclature')),
                ('naf_recorded_on', models.DateField(blank=True, null=True, verbose_name='code relevé le')),
                ('staff_band', models.CharField(blank=True, choices=[('', 'Non renseigné'), ('NN', 'Non employeur'), ('00', '0 salarié'), ('01', '1 ou 2 salariés'), ('02', '3 à 5 salariés'), ('03', '6 à 9 salariés'), ('11', '10 à 19 salariés'), ('12', '20 à 49 salariés'), ('21', '50 à 99 salariés'), ('22', '100 à 199 salariés'), ('31', '200 à 249 salariés'), ('32', '250 à 499 salariés'), ('41', '500 à 999 salariés'), ('42', '1 000 à 1 999 salariés'), ('51', '2 000 à 4 999 salariés'), ('52', '5 000 à 9 999 salariés'), ('53', '10 000 salariés et plus')], max_length=2, verbose_name='tranche d’effectifs')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='ville')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('position_is_approximate', models.BooleanField(default=False, verbose_name='position approximative')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='site web')),
                ('agreement_forbidden', models.BooleanField(default=False, help_text='Décision de l’inspection du travail (Code du travail, L4153-2).', verbose_name='accueil de mineurs interdit')),
                ('agreement_forbidden_reason', models.CharField(blank=True, max_length=250, verbose_name='motif de l’interdiction')),
                ('agreement_forbidden_until', models.DateField(blank=True, null=True, verbose_name='interdit jusqu’au')),
                ('contact_refused', models.BooleanField(default=False, help_text='L’entreprise ne veut plus être sollicitée, ou ne doit plus l’être.', verbose_name='ne pas démarcher')),
                ('contact_refused_reason', models.CharField(blank=True, max_length=250, verbose_name='motif du refus')),
                ('contact_refused_until', models.DateField(blank=True, null=True, verbose_name='à ne pas démarcher jusqu’au')),
                ('is_active', models.BooleanField(default=True, verbose_name='en activité')),
                ('to_be_checked', models.BooleanField(default=False, verbose_name='à vérifier')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='source')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé par l’entreprise le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='mis à jour le')),
                ('is_industrial', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('naf_code__gte', '05'), ('naf_code__lt', '40')), then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField(), verbose_name='industrielle')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('search', models.GeneratedField(db_persist=True, expression=directory.search.FoldedVector(django.db.models.functions.text.Concat(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('city'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('siret'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('siren'), models.Value(''), output_field=models.TextField()), output_field=models.TextField())), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='index de recherche')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='directory.company', verbose_name='fusionnée avec')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='companies', to='directory.department', verbose_name='département')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='companies', to='directory.municipality', verbose_name='commune')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='companies', to='directory.sector', verbose_name='secteur')),
            ],
            options={
                'verbose_name': 'entreprise',
                'ordering': ['sort_key', 'id'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MunicipalityPostcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('postcode', models.CharField(db_index=True, max_length=5, verbose_name='code postal')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postcodes', to='directory.municipality', verbose_name='commune')),
            ],
            options={
                'verbose_name': 'code postal',
                'verbose_name_plural': 'codes postaux',
                'ordering': ['postcode'],
            },
        ),
        migrations.CreateModel(
            name='PartnerNetwork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('CMQ', 'Campus des métiers et des qualifications'), ('PFT', 'Plateforme technologique'), ('club', 'Club école-entreprise'), ('OPCO', 'OPCO'), ('GRETA', 'GRETA'), ('CFA', 'CFA'), ('CCI', 'Chambre de commerce et d’industrie'), ('CMA', 'Chambre de métiers et de l’artisanat'), ('CA', 'Chambre d’agriculture'), ('MEDEF', 'MEDEF'), ('CPME', 'CPME'), ('prefecture', 'Préfecture'), ('region', 'Région'), ('france_travail', 'France Travail'), ('mission_locale', 'Mission locale'), ('CIO', 'CIO'), ('inspection', 'Inspection'), ('association', 'Association'), ('autre', 'Autre')], max_length=15, verbose_name='type')),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('departments', models.ManyToManyField(blank=True, related_name='networks', to='directory.department', verbose_name='départements')),
            ],
            options={
                'verbose_name': 'réseau partenaire',
                'verbose_name_plural': 'réseaux partenaires',
                'ordering': ['sort_key'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('function', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('is_signatory', models.BooleanField(default=False, verbose_name='signe les conventions')),
                ('is_tutor', models.BooleanField(default=False, verbose_name='tuteur')),
                ('is_shared', models.BooleanField(default=False, help_text='Visible des autres établissements.', verbose_name='partagé')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='parti le')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='enregistré le')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='mis à jour le')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.text.Concat(django.db.models.functions.comparison.Coalesce(models.F('last_name'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('first_name'), models.Value(''), output_field=models.TextField()), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='directory.branchorganisation', verbose_name='branche')),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='directory.company', verbose_name='entreprise')),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='directory.partnernetwork', verbose_name='réseau')),
            ],
            options={
                'verbose_name': 'personne de contact',
                'verbose_name_plural': 'personnes de contact',
                'ordering': ['sort_key', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PartnerNetworkDepartmentsEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('department', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department')),
                ('partnernetwork', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnernetwork')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerNetworkEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('CMQ', 'Campus des métiers et des qualifications'), ('PFT', 'Plateforme technologique'), ('club', 'Club école-entreprise'), ('OPCO', 'OPCO'), ('GRETA', 'GRETA'), ('CFA', 'CFA'), ('CCI', 'Chambre de commerce et d’industrie'), ('CMA', 'Chambre de métiers et de l’artisanat'), ('CA', 'Chambre d’agriculture'), ('MEDEF', 'MEDEF'), ('CPME', 'CPME'), ('prefecture', 'Préfecture'), ('region', 'Région'), ('france_travail', 'France Travail'), ('mission_locale', 'Mission locale'), ('CIO', 'CIO'), ('inspection', 'Inspection'), ('association', 'Association'), ('autre', 'Autre')], max_length=15, verbose_name='type')),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.partnernetwork')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uai', models.CharField(max_length=8, unique=True, validators=[directory.identifiers.validate_uai], verbose_name='UAI')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('kind', models.CharField(choices=[('college', 'Collège'), ('lycee_gt', 'Lycée général et technologique'), ('lycee_pro', 'Lycée professionnel'), ('lycee_polyvalent', 'Lycée polyvalent'), ('segpa', 'SEGPA'), ('sep', 'Section d’enseignement professionnel'), ('sgt', 'Section d’enseignement général et technologique'), ('erea', 'EREA'), ('post_bac', 'Établissement post-bac'), ('cfa', 'CFA'), ('ecole', 'École'), ('autre', 'Autre établissement')], max_length=20, verbose_name='type')),
                ('nature_code', models.CharField(blank=True, max_length=3, verbose_name='code nature')),
                ('sector_kind', models.CharField(choices=[('public', 'Public'), ('private', 'Privé')], max_length=7, verbose_name='statut')),
                ('contract_kind', models.CharField(blank=True, max_length=60, verbose_name='contrat (privé)')),
                ('parent_is_proposed', models.BooleanField(default=False, help_text='Déduit de l’adresse : à confirmer.', verbose_name='rattachement proposé')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='ville')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='site web')),
                ('siret', models.CharField(blank=True, max_length=14, verbose_name='SIRET')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('position_is_approximate', models.BooleanField(default=False, verbose_name='position approximative')),
                ('priority_education', models.CharField(blank=True, choices=[('', 'Hors éducation prioritaire'), ('REP', 'REP'), ('REP+', 'REP+')], max_length=4, verbose_name='éducation prioritaire')),
                ('qpv', models.CharField(blank=True, choices=[('', 'Non renseigné'), ('inside', 'Dans un QPV'), ('near', 'À moins de 300 m d’un QPV'), ('outside', 'Hors QPV')], max_length=7, verbose_name='quartier prioritaire')),
                ('has_vocational', models.BooleanField(default=False, verbose_name='voie professionnelle')),
                ('is_open', models.BooleanField(default=True, verbose_name='ouvert')),
                ('missing_since', models.DateField(blank=True, null=True, verbose_name='absent de l’annuaire depuis')),
                ('student_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='élèves')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='source')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='mis à jour le')),
                ('board_delegation_on', models.DateField(blank=True, null=True, verbose_name='délégation du conseil d’administration')),
                ('head_visa', models.BooleanField(default=True, help_text='Une demande de classe attend le visa avant de partir.', verbose_name='visa du chef d’établissement')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('search', models.GeneratedField(db_persist=True, expression=directory.search.FoldedVector(django.db.models.functions.text.Concat(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('city'), models.Value(''), output_field=models.TextField()), models.Value(' '), django.db.models.functions.comparison.Coalesce(models.F('uai'), models.Value(''), output_field=models.TextField()), output_field=models.TextField())), output_field=django.contrib.postgres.search.SearchVectorField(), verbose_name='index de recherche')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schools', to='directory.department', verbose_name='département')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='schools', to='directory.municipality', verbose_name='commune')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='annexes', to='directory.school', verbose_name='établissement de rattachement')),
            ],
            options={
                'verbose_name': 'établissement scolaire',
                'verbose_name_plural': 'établissements scolaires',
                'ordering': ['sort_key', 'uai'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('function', models.CharField(blank=True, max_length=120, verbose_name='fonction')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('is_signatory', models.BooleanField(default=False, verbose_name='signe les conventions')),
                ('is_tutor', models.BooleanField(default=False, verbose_name='tuteur')),
                ('is_shared', models.BooleanField(default=False, help_text='Visible des autres établissements.', verbose_name='partagé')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='parti le')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='enregistré le')),
                ('branch', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.branchorganisation', verbose_name='branche')),
                ('company', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.company', verbose_name='entreprise')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.contact')),
                ('network', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.partnernetwork', verbose_name='réseau')),
                ('owner_school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement qui l’a enregistré')),
                ('school', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='contact',
            name='owner_school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_contacts', to='directory.school', verbose_name='établissement qui l’a enregistré'),
        ),
        migrations.AddField(
            model_name='contact',
            name='school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='directory.school', verbose_name='établissement'),
        ),
        migrations.CreateModel(
            name='ClassGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Par exemple : 3e B.', max_length=60, verbose_name='nom')),
                ('level', models.CharField(choices=[('6e', '6e'), ('5e', '5e'), ('4e', '4e'), ('3e', '3e'), ('2de', '2de'), ('1re', '1re'), ('terminale', 'Terminale'), ('CAP1', 'CAP 1re année'), ('CAP2', 'CAP 2e année'), ('BTS1', 'BTS 1re année'), ('BTS2', 'BTS 2e année'), ('CPGE', 'Classe préparatoire')], max_length=10, verbose_name='niveau')),
                ('special_kind', models.CharField(blank=True, choices=[('', 'Ordinaire'), ('SEGPA', 'SEGPA'), ('ULIS', 'ULIS'), ('UPE2A', 'UPE2A'), ('PREPA_METIERS', 'Prépa-métiers'), ('MLDS', 'MLDS')], max_length=14, verbose_name='public prioritaire')),
                ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='effectif')),
                ('is_planned', models.BooleanField(default=False, help_text='Groupe annoncé avant la rentrée.', verbose_name='prévisionnel')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='class_groups', to='directory.school', verbose_name='établissement')),
            ],
            options={
                'verbose_name': 'classe ou groupe',
                'verbose_name_plural': 'classes et groupes',
                'ordering': ['sort_key', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SchoolYear',
            fields=[
                ('start_year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='année de début')),
                ('state', models.CharField(choices=[('preparation', 'En préparation'), ('current', 'En cours'), ('closed', 'Close')], default='preparation', max_length=12, verbose_name='état')),
            ],
            options={
                'verbose_name': 'année scolaire',
                'verbose_name_plural': 'années scolaires',
                'ordering': ['-start_year'],
                'constraints': [models.CheckConstraint(condition=models.Q(('start_year__range', (2000, 2200))), name='directory_year_range', violation_error_message='L’année de début va de 2000 à 2200.'), models.UniqueConstraint(condition=models.Q(('state', 'current')), fields=('state',), name='directory_year_one_current', violation_error_message='Une autre année scolaire est déjà en cours.')],
            },
        ),
        migrations.CreateModel(
            name='ClassGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(help_text='Par exemple : 3e B.', max_length=60, verbose_name='nom')),
                ('level', models.CharField(choices=[('6e', '6e'), ('5e', '5e'), ('4e', '4e'), ('3e', '3e'), ('2de', '2de'), ('1re', '1re'), ('terminale', 'Terminale'), ('CAP1', 'CAP 1re année'), ('CAP2', 'CAP 2e année'), ('BTS1', 'BTS 1re année'), ('BTS2', 'BTS 2e année'), ('CPGE', 'Classe préparatoire')], max_length=10, verbose_name='niveau')),
                ('special_kind', models.CharField(blank=True, choices=[('', 'Ordinaire'), ('SEGPA', 'SEGPA'), ('ULIS', 'ULIS'), ('UPE2A', 'UPE2A'), ('PREPA_METIERS', 'Prépa-métiers'), ('MLDS', 'MLDS')], max_length=14, verbose_name='public prioritaire')),
                ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='effectif')),
                ('is_planned', models.BooleanField(default=False, help_text='Groupe annoncé avant la rentrée.', verbose_name='prévisionnel')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.classgroup')),
                ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement')),
                ('school_year', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.schoolyear', verbose_name='année scolaire')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='classgroup',
            name='school_year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='class_groups', to='directory.schoolyear', verbose_name='année scolaire'),
        ),
        migrations.CreateModel(
            name='SchoolYearEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('start_year', models.PositiveSmallIntegerField(serialize=False, verbose_name='année de début')),
                ('state', models.CharField(choices=[('preparation', 'En préparation'), ('current', 'En cours'), ('closed', 'Close')], default='preparation', max_length=12, verbose_name='état')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.schoolyear')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NafSector',
            fields=[
                ('naf_code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='code NAF rév. 2')),
                ('sector', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='naf_codes', to='directory.sector', verbose_name='secteur')),
            ],
            options={
                'verbose_name': 'code NAF',
                'verbose_name_plural': 'codes NAF',
                'ordering': ['naf_code'],
            },
        ),
        migrations.CreateModel(
            name='CompanyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('siret', models.CharField(blank=True, max_length=14, null=True, validators=[directory.identifiers.validate_siret], verbose_name='SIRET')),
                ('no_siret_reason', models.CharField(blank=True, help_text='Étranger, ambassade, en cours de création…', max_length=120, verbose_name='motif de l’absence de SIRET')),
                ('siren', models.CharField(blank=True, max_length=9, validators=[directory.identifiers.validate_siren], verbose_name='SIREN')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='nom')),
                ('is_masked', models.BooleanField(default=False, help_text='Le répertoire ne publie pas son nom.', verbose_name='non diffusible')),
                ('legal_kind', models.CharField(choices=[('private', 'Entreprise privée'), ('public', 'Organisme public'), ('association', 'Association')], default='private', max_length=12, verbose_name='nature juridique')),
                ('naf_code', models.CharField(blank=True, max_length=6, verbose_name='code NAF')),
                ('naf_nomenclature', models.CharField(blank=True, choices=[('NAFRev2', 'NAF rév. 2'), ('NAF2025', 'NAF 2025')], max_length=8, verbose_name='nomenclature')),
                ('naf_recorded_on', models.DateField(blank=True, null=True, verbose_name='code relevé le')),
                ('staff_band', models.CharField(blank=True, choices=[('', 'Non renseigné'), ('NN', 'Non employeur'), ('00', '0 salarié'), ('01', '1 ou 2 salariés'), ('02', '3 à 5 salariés'), ('03', '6 à 9 salariés'), ('11', '10 à 19 salariés'), ('12', '20 à 49 salariés'), ('21', '50 à 99 salariés'), ('22', '100 à 199 salariés'), ('31', '200 à 249 salariés'), ('32', '250 à 499 salariés'), ('41', '500 à 999 salariés'), ('42', '1 000 à 1 999 salariés'), ('51', '2 000 à 4 999 salariés'), ('52', '5 000 à 9 999 salariés'), ('53', '10 000 salariés et plus')], max_length=2, verbose_name='tranche d’effectifs')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='ville')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('position_is_approximate', models.BooleanField(default=False, verbose_name='position approximative')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='site web')),
                ('agreement_forbidden', models.BooleanField(default=False, help_text='Décision de l’inspection du travail (Code du travail, L4153-2).', verbose_name='accueil de mineurs interdit')),
                ('agreement_forbidden_reason', models.CharField(blank=True, max_length=250, verbose_name='motif de l’interdiction')),
                ('agreement_forbidden_until', models.DateField(blank=True, null=True, verbose_name='interdit jusqu’au')),
                ('contact_refused', models.BooleanField(default=False, help_text='L’entreprise ne veut plus être sollicitée, ou ne doit plus l’être.', verbose_name='ne pas démarcher')),
                ('contact_refused_reason', models.CharField(blank=True, max_length=250, verbose_name='motif du refus')),
                ('contact_refused_until', models.DateField(blank=True, null=True, verbose_name='à ne pas démarcher jusqu’au')),
                ('is_active', models.BooleanField(default=True, verbose_name='en activité')),
                ('to_be_checked', models.BooleanField(default=False, verbose_name='à vérifier')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='source')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmé par l’entreprise le')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.company', verbose_name='fusionnée avec')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.company')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department', verbose_name='département')),
                ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.municipality', verbose_name='commune')),
                ('sector', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.sector', verbose_name='secteur')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TrainingBasin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('sort_key', models.GeneratedField(db_persist=True, expression=directory.search.FoldText(django.db.models.functions.comparison.Coalesce(models.F('name'), models.Value(''), output_field=models.TextField())), output_field=models.TextField(db_collation='C'), verbose_name='clé de tri')),
                ('academy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='basins', to='directory.academy', verbose_name='académie')),
                ('departments', models.ManyToManyField(related_name='basins', to='directory.department', verbose_name='départements')),
            ],
            options={
                'verbose_name': 'bassin de formation',
                'verbose_name_plural': 'bassins de formation',
                'ordering': ['sort_key'],
            },
        ),
        migrations.CreateModel(
            name='SchoolEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('uai', models.CharField(max_length=8, validators=[directory.identifiers.validate_uai], verbose_name='UAI')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('kind', models.CharField(choices=[('college', 'Collège'), ('lycee_gt', 'Lycée général et technologique'), ('lycee_pro', 'Lycée professionnel'), ('lycee_polyvalent', 'Lycée polyvalent'), ('segpa', 'SEGPA'), ('sep', 'Section d’enseignement professionnel'), ('sgt', 'Section d’enseignement général et technologique'), ('erea', 'EREA'), ('post_bac', 'Établissement post-bac'), ('cfa', 'CFA'), ('ecole', 'École'), ('autre', 'Autre établissement')], max_length=20, verbose_name='type')),
                ('nature_code', models.CharField(blank=True, max_length=3, verbose_name='code nature')),
                ('sector_kind', models.CharField(choices=[('public', 'Public'), ('private', 'Privé')], max_length=7, verbose_name='statut')),
                ('contract_kind', models.CharField(blank=True, max_length=60, verbose_name='contrat (privé)')),
                ('parent_is_proposed', models.BooleanField(default=False, help_text='Déduit de l’adresse : à confirmer.', verbose_name='rattachement proposé')),
                ('address', models.CharField(blank=True, max_length=250, verbose_name='adresse')),
                ('postcode', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=120, verbose_name='ville')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('website', models.URLField(blank=True, max_length=300, verbose_name='site web')),
                ('siret', models.CharField(blank=True, max_length=14, verbose_name='SIRET')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('position_is_approximate', models.BooleanField(default=False, verbose_name='position approximative')),
                ('priority_education', models.CharField(blank=True, choices=[('', 'Hors éducation prioritaire'), ('REP', 'REP'), ('REP+', 'REP+')], max_length=4, verbose_name='éducation prioritaire')),
                ('qpv', models.CharField(blank=True, choices=[('', 'Non renseigné'), ('inside', 'Dans un QPV'), ('near', 'À moins de 300 m d’un QPV'), ('outside', 'Hors QPV')], max_length=7, verbose_name='quartier prioritaire')),
                ('has_vocational', models.BooleanField(default=False, verbose_name='voie professionnelle')),
                ('is_open', models.BooleanField(default=True, verbose_name='ouvert')),
                ('missing_since', models.DateField(blank=True, null=True, verbose_name='absent de l’annuaire depuis')),
                ('student_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='élèves')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='source')),
                ('board_delegation_on', models.DateField(blank=True, null=True, verbose_name='délégation du conseil d’administration')),
                ('head_visa', models.BooleanField(default=True, help_text='Une demande de classe attend le visa avant de partir.', verbose_name='visa du chef d’établissement')),
                ('department', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.department', verbose_name='département')),
                ('municipality', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.municipality', verbose_name='commune')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.school', verbose_name='établissement de rattachement')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.school')),
                ('basin', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.trainingbasin', verbose_name='bassin de formation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='school',
            name='basin',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='schools', to='directory.trainingbasin', verbose_name='bassin de formation'),
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('word', models.TextField(db_collation='C', primary_key=True, serialize=False, verbose_name='mot')),
                ('deletions', models.GeneratedField(db_persist=True, expression=directory.models.lexicon.Deletions(models.F('word')), output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None), verbose_name='mots à une lettre près')),
            ],
            options={
                'verbose_name': 'mot',
                'ordering': ['word'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['deletions'], name='directory_word_deletions')],
            },
        ),
        migrations.AddConstraint(
            model_name='branchorganisation',
            constraint=models.UniqueConstraint(models.F('sort_key'), name='directory_branch_unique', violation_error_message='Cette branche existe déjà.'),
        ),
        migrations.CreateModel(
            name='BranchOrganisationDepartments',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('directory.branchorganisation_departments',),
        ),
        migrations.AddIndex(
            model_name='municipality',
            index=models.Index(fields=['sort_key'], name='directory_municipality_sort'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='directory_municipality_position', violation_error_message='La latitude et la longitude vont ensemble, en degrés.'),
        ),
        migrations.AddConstraint(
            model_name='municipalitypostcode',
            constraint=models.UniqueConstraint(fields=('municipality', 'postcode'), name='directory_postcode_unique', violation_error_message='Ce code postal est déjà celui de la commune.'),
        ),
        migrations.AddConstraint(
            model_name='partnernetwork',
            constraint=models.UniqueConstraint(models.F('kind'), models.F('sort_key'), name='directory_network_unique', violation_error_message='Ce réseau existe déjà.'),
        ),
        migrations.CreateModel(
            name='PartnerNetworkDepartments',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('directory.partnernetwork_departments',),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='directory_contact_email'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('branch__isnull', True), ('company__isnull', False), ('network__isnull', True), ('school__isnull', True)), models.Q(('branch__isnull', True), ('company__isnull', True), ('network__isnull', True), ('school__isnull', False)), models.Q(('branch__isnull', True), ('company__isnull', True), ('network__isnull', False), ('school__isnull', True)), models.Q(('branch__isnull', False), ('company__isnull', True), ('network__isnull', True), ('school__isnull', True)), _connector='OR'), name='directory_contact_one_organisation', violation_error_message='Une personne de contact a une seule organisation.'),
        ),
        migrations.AddConstraint(
            model_name='classgroup',
            constraint=models.UniqueConstraint(models.F('school'), models.F('school_year'), models.F('sort_key'), name='directory_class_group_unique', violation_error_message='Cette classe existe déjà pour cette année scolaire.'),
        ),
        migrations.AddConstraint(
            model_name='classgroup',
            constraint=models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__range', (1, 500)), _connector='OR'), name='directory_class_group_size', violation_error_message='L’effectif va de 1 à 500.'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='directory_company_search'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['sort_key', 'id'], name='directory_company_sort'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['latitude', 'longitude'], name='directory_company_position'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(fields=['naf_code'], name='directory_company_naf_code'),
        ),
        migrations.AddIndex(
            model_name='company',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='directory_company_email'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('siret__isnull', False), models.Q(('no_siret_reason', ''), _negated=True), _connector='OR'), name='directory_company_siret_or_reason', violation_error_message='Indiquez le SIRET, ou la raison de son absence.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('siret__isnull', True), ('siret__regex', '^[0-9]{14}$'), _connector='OR'), name='directory_company_siret', violation_error_message='Le SIRET a quatorze chiffres.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('siret__isnull', True), ('siren', django.db.models.functions.text.Left('siret', 9)), _connector='OR'), name='directory_company_siren', violation_error_message='Le SIREN est le début du SIRET.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('naf_code', ''), models.Q(('naf_nomenclature', ''), _negated=True), _connector='OR'), name='directory_company_naf', violation_error_message='Un code NAF va avec sa nomenclature.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('name__contains', '[ND]'), _negated=True), name='directory_company_masked', violation_error_message='« [ND] » n’est pas un nom.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('agreement_forbidden', False), models.Q(('agreement_forbidden_reason', ''), _negated=True), _connector='OR'), name='directory_company_forbidden', violation_error_message='Indiquez le motif de l’interdiction.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('contact_refused', False), models.Q(('contact_refused_reason', ''), _negated=True), _connector='OR'), name='directory_company_refused', violation_error_message='Indiquez pourquoi ne pas démarcher l’entreprise.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), ('is_active', False), _connector='OR'), name='directory_company_merged', violation_error_message='Une fiche fusionnée n’est plus en activité.'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='directory_company_position', violation_error_message='La latitude et la longitude vont ensemble, en degrés.'),
        ),
        migrations.AddConstraint(
            model_name='trainingbasin',
            constraint=models.UniqueConstraint(models.F('academy'), models.F('sort_key'), name='directory_basin_unique', violation_error_message='Ce bassin existe déjà dans cette académie.'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='directory_school_search'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(fields=['sort_key', 'uai'], name='directory_school_sort'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(fields=['latitude', 'longitude'], name='directory_school_position'),
        ),
        migrations.AddIndex(
            model_name='school',
            index=models.Index(fields=['siret'], name='directory_school_siret'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(('uai__regex', '^[0-9]{7}[A-HJ-NPR-Z]$')), name='directory_school_uai', violation_error_message='L’UAI a sept chiffres et une lettre.'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='directory_school_not_own_parent', violation_error_message='Un établissement n’est pas rattaché à lui-même.'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='directory_school_position', violation_error_message='La latitude et la longitude vont ensemble, en degrés.'),
        ),
        migrations.AddField(
            model_name='branchorganisationdepartmentsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.branchorganisationdepartments'),
        ),
        migrations.AddField(
            model_name='partnernetworkdepartmentsevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='directory.partnernetworkdepartments'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_calendardayevent" ("day", "id", "is_open", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") SELECT old_values."day", old_values."id", old_values."is_open", old_values."label", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."zone" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='74c0ac4974f394c45771a0628c06fe380f01ff8f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0cacd', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_calendardayevent" ("day", "id", "is_open", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") SELECT old_values."day", old_values."id", old_values."is_open", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."zone" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='06bcdcc853771a773a75a1fc09ae812c0ea8ac0c', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e79d5', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_calendarday', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolyear',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_schoolyearevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_year", "state") SELECT _pgh_attached_context.value, NOW(), \'update\', old_values."start_year", old_values."start_year", old_values."state" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."start_year") = (new_values."start_year") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c837d9733c94f772459ba8295da62541625945e0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_06cf8', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_schoolyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolyear',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_schoolyearevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "start_year", "state") SELECT _pgh_attached_context.value, NOW(), \'delete\', old_values."start_year", old_values."start_year", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9c9a8c522c06fecb761f79607b55759ace8e2076', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_810df', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_schoolyear', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branchorganisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_branchorganisationevent" ("acronym", "email", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."acronym", old_values."email", old_values."id", old_values."name", old_values."parent_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."acronym" IS DISTINCT FROM (new_values."acronym") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."parent_id" IS DISTINCT FROM (new_values."parent_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ccfd864ac4485de35a96e9970d84793572ca5b52', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_bbc11', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_branchorganisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branchorganisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_branchorganisationevent" ("acronym", "email", "id", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."acronym", old_values."email", old_values."id", old_values."name", old_values."parent_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='c9fbd46878f95bee8a377a6f0ce248211edf2f7f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_03d5d', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_branchorganisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnernetwork',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_partnernetworkevent" ("email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."email", old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'update\', old_values."id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."name" IS DISTINCT FROM (new_values."name")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d72b9d9eadf07c6dbbe102ea06953e15508a89ed', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2461a', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_partnernetwork', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnernetwork',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_partnernetworkevent" ("email", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."email", old_values."id", old_values."kind", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d8f0131f1b702e586900731e2473efcee145e1b6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_59dd6', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_partnernetwork', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_contactevent" ("branch_id", "company_id", "created_at", "email", "first_name", "function", "id", "is_shared", "is_signatory", "is_tutor", "last_name", "left_on", "network_id", "owner_school_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "school_id") SELECT old_values."branch_id", old_values."company_id", old_values."created_at", old_values."email", old_values."first_name", old_values."function", old_values."id", old_values."is_shared", old_values."is_signatory", old_values."is_tutor", old_values."last_name", old_values."left_on", old_values."network_id", old_values."owner_school_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone", old_values."school_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."branch_id" IS DISTINCT FROM (new_values."branch_id") OR old_values."company_id" IS DISTINCT FROM (new_values."company_id") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."first_name" IS DISTINCT FROM (new_values."first_name") OR old_values."function" IS DISTINCT FROM (new_values."function") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_shared" IS DISTINCT FROM (new_values."is_shared") OR old_values."is_signatory" IS DISTINCT FROM (new_values."is_signatory") OR old_values."is_tutor" IS DISTINCT FROM (new_values."is_tutor") OR old_values."last_name" IS DISTINCT FROM (new_values."last_name") OR old_values."left_on" IS DISTINCT FROM (new_values."left_on") OR old_values."network_id" IS DISTINCT FROM (new_values."network_id") OR old_values."owner_school_id" IS DISTINCT FROM (new_values."owner_school_id") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."school_id" IS DISTINCT FROM (new_values."school_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4be46db13807b9a239c564da04ee697684ea58d8', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_190bf', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_contactevent" ("branch_id", "company_id", "created_at", "email", "first_name", "function", "id", "is_shared", "is_signatory", "is_tutor", "last_name", "left_on", "network_id", "owner_school_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "school_id") SELECT old_values."branch_id", old_values."company_id", old_values."created_at", old_values."email", old_values."first_name", old_values."function", old_values."id", old_values."is_shared", old_values."is_signatory", old_values."is_tutor", old_values."last_name", old_values."left_on", old_values."network_id", old_values."owner_school_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."school_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9b2e8954c52e032fe5f5719ce37602fa08139b48', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_319e0', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='classgroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_classgroupevent" ("id", "is_planned", "level", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "school_year_id", "size", "special_kind") SELECT old_values."id", old_values."is_planned", old_values."level", old_values."name", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."school_id", old_values."school_year_id", old_values."size", old_values."special_kind" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_planned" IS DISTINCT FROM (new_values."is_planned") OR old_values."level" IS DISTINCT FROM (new_values."level") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."school_id" IS DISTINCT FROM (new_values."school_id") OR old_values."school_year_id" IS DISTINCT FROM (new_values."school_year_id") OR old_values."size" IS DISTINCT FROM (new_values."size") OR old_values."special_kind" IS DISTINCT FROM (new_values."special_kind")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f826feefd745f044f201343b803a4dba2b22f436', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_362e4', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_classgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='classgroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_classgroupevent" ("id", "is_planned", "level", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "school_id", "school_year_id", "size", "special_kind") SELECT old_values."id", old_values."is_planned", old_values."level", old_values."name", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."school_id", old_values."school_year_id", old_values."size", old_values."special_kind" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='30bcf90a347339e1fdf3217275988ae255cf1a94', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b9141', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_classgroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='company',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_companyevent" ("address", "agreement_forbidden", "agreement_forbidden_reason", "agreement_forbidden_until", "checked_at", "city", "contact_refused", "contact_refused_reason", "contact_refused_until", "department_id", "email", "id", "is_active", "is_masked", "latitude", "legal_kind", "longitude", "merged_into_id", "municipality_id", "naf_code", "naf_nomenclature", "naf_recorded_on", "name", "no_siret_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position_is_approximate", "postcode", "sector_id", "siren", "siret", "source", "staff_band", "to_be_checked", "website") SELECT old_values."address", old_values."agreement_forbidden", old_values."agreement_forbidden_reason", old_values."agreement_forbidden_until", old_values."checked_at", old_values."city", old_values."contact_refused", old_values."contact_refused_reason", old_values."contact_refused_until", old_values."department_id", old_values."email", old_values."id", old_values."is_active", old_values."is_masked", old_values."latitude", old_values."legal_kind", old_values."longitude", old_values."merged_into_id", old_values."municipality_id", old_values."naf_code", old_values."naf_nomenclature", old_values."naf_recorded_on", old_values."name", old_values."no_siret_reason", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone", old_values."position_is_approximate", old_values."postcode", old_values."sector_id", old_values."siren", old_values."siret", old_values."source", old_values."staff_band", old_values."to_be_checked", old_values."website" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."address" IS DISTINCT FROM (new_values."address") OR old_values."agreement_forbidden" IS DISTINCT FROM (new_values."agreement_forbidden") OR old_values."agreement_forbidden_reason" IS DISTINCT FROM (new_values."agreement_forbidden_reason") OR old_values."agreement_forbidden_until" IS DISTINCT FROM (new_values."agreement_forbidden_until") OR old_values."checked_at" IS DISTINCT FROM (new_values."checked_at") OR old_values."city" IS DISTINCT FROM (new_values."city") OR old_values."contact_refused" IS DISTINCT FROM (new_values."contact_refused") OR old_values."contact_refused_reason" IS DISTINCT FROM (new_values."contact_refused_reason") OR old_values."contact_refused_until" IS DISTINCT FROM (new_values."contact_refused_until") OR old_values."department_id" IS DISTINCT FROM (new_values."department_id") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_masked" IS DISTINCT FROM (new_values."is_masked") OR old_values."latitude" IS DISTINCT FROM (new_values."latitude") OR old_values."legal_kind" IS DISTINCT FROM (new_values."legal_kind") OR old_values."longitude" IS DISTINCT FROM (new_values."longitude") OR old_values."merged_into_id" IS DISTINCT FROM (new_values."merged_into_id") OR old_values."municipality_id" IS DISTINCT FROM (new_values."municipality_id") OR old_values."naf_code" IS DISTINCT FROM (new_values."naf_code") OR old_values."naf_nomenclature" IS DISTINCT FROM (new_values."naf_nomenclature") OR old_values."naf_recorded_on" IS DISTINCT FROM (new_values."naf_recorded_on") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."no_siret_reason" IS DISTINCT FROM (new_values."no_siret_reason") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."position_is_approximate" IS DISTINCT FROM (new_values."position_is_approximate") OR old_values."postcode" IS DISTINCT FROM (new_values."postcode") OR old_values."sector_id" IS DISTINCT FROM (new_values."sector_id") OR old_values."siren" IS DISTINCT FROM (new_values."siren") OR old_values."siret" IS DISTINCT FROM (new_values."siret") OR old_values."source" IS DISTINCT FROM (new_values."source") OR old_values."staff_band" IS DISTINCT FROM (new_values."staff_band") OR old_values."to_be_checked" IS DISTINCT FROM (new_values."to_be_checked") OR old_values."website" IS DISTINCT FROM (new_values."website")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='af61c0858a1147579b753f14379316bdbe45d3d4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_35ac4', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_company', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='company',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_companyevent" ("address", "agreement_forbidden", "agreement_forbidden_reason", "agreement_forbidden_until", "checked_at", "city", "contact_refused", "contact_refused_reason", "contact_refused_until", "department_id", "email", "id", "is_active", "is_masked", "latitude", "legal_kind", "longitude", "merged_into_id", "municipality_id", "naf_code", "naf_nomenclature", "naf_recorded_on", "name", "no_siret_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position_is_approximate", "postcode", "sector_id", "siren", "siret", "source", "staff_band", "to_be_checked", "website") SELECT old_values."address", old_values."agreement_forbidden", old_values."agreement_forbidden_reason", old_values."agreement_forbidden_until", old_values."checked_at", old_values."city", old_values."contact_refused", old_values."contact_refused_reason", old_values."contact_refused_until", old_values."department_id", old_values."email", old_values."id", old_values."is_active", old_values."is_masked", old_values."latitude", old_values."legal_kind", old_values."longitude", old_values."merged_into_id", old_values."municipality_id", old_values."naf_code", old_values."naf_nomenclature", old_values."naf_recorded_on", old_values."name", old_values."no_siret_reason", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."position_is_approximate", old_values."postcode", old_values."sector_id", old_values."siren", old_values."siret", old_values."source", old_values."staff_band", old_values."to_be_checked", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='66d0f6c22b45b9ae92919b64a48ac3527a305824', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_646b9', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_company', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_schoolevent" ("address", "basin_id", "board_delegation_on", "city", "contract_kind", "department_id", "email", "has_vocational", "head_visa", "id", "is_open", "kind", "latitude", "longitude", "missing_since", "municipality_id", "name", "nature_code", "parent_id", "parent_is_proposed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position_is_approximate", "postcode", "priority_education", "qpv", "sector_kind", "siret", "source", "student_count", "uai", "website") SELECT old_values."address", old_values."basin_id", old_values."board_delegation_on", old_values."city", old_values."contract_kind", old_values."department_id", old_values."email", old_values."has_vocational", old_values."head_visa", old_values."id", old_values."is_open", old_values."kind", old_values."latitude", old_values."longitude", old_values."missing_since", old_values."municipality_id", old_values."name", old_values."nature_code", old_values."parent_id", old_values."parent_is_proposed", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."phone", old_values."position_is_approximate", old_values."postcode", old_values."priority_education", old_values."qpv", old_values."sector_kind", old_values."siret", old_values."source", old_values."student_count", old_values."uai", old_values."website" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."address" IS DISTINCT FROM (new_values."address") OR old_values."basin_id" IS DISTINCT FROM (new_values."basin_id") OR old_values."board_delegation_on" IS DISTINCT FROM (new_values."board_delegation_on") OR old_values."city" IS DISTINCT FROM (new_values."city") OR old_values."contract_kind" IS DISTINCT FROM (new_values."contract_kind") OR old_values."department_id" IS DISTINCT FROM (new_values."department_id") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."has_vocational" IS DISTINCT FROM (new_values."has_vocational") OR old_values."head_visa" IS DISTINCT FROM (new_values."head_visa") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_open" IS DISTINCT FROM (new_values."is_open") OR old_values."kind" IS DISTINCT FROM (new_values."kind") OR old_values."latitude" IS DISTINCT FROM (new_values."latitude") OR old_values."longitude" IS DISTINCT FROM (new_values."longitude") OR old_values."missing_since" IS DISTINCT FROM (new_values."missing_since") OR old_values."municipality_id" IS DISTINCT FROM (new_values."municipality_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."nature_code" IS DISTINCT FROM (new_values."nature_code") OR old_values."parent_id" IS DISTINCT FROM (new_values."parent_id") OR old_values."parent_is_proposed" IS DISTINCT FROM (new_values."parent_is_proposed") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."position_is_approximate" IS DISTINCT FROM (new_values."position_is_approximate") OR old_values."postcode" IS DISTINCT FROM (new_values."postcode") OR old_values."priority_education" IS DISTINCT FROM (new_values."priority_education") OR old_values."qpv" IS DISTINCT FROM (new_values."qpv") OR old_values."sector_kind" IS DISTINCT FROM (new_values."sector_kind") OR old_values."siret" IS DISTINCT FROM (new_values."siret") OR old_values."source" IS DISTINCT FROM (new_values."source") OR old_values."student_count" IS DISTINCT FROM (new_values."student_count") OR old_values."uai" IS DISTINCT FROM (new_values."uai") OR old_values."website" IS DISTINCT FROM (new_values."website")) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='38ec8dc9f55bc6fd1c7730b82fb2e75066a1e94c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_866bf', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='directory_school', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='school',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_schoolevent" ("address", "basin_id", "board_delegation_on", "city", "contract_kind", "department_id", "email", "has_vocational", "head_visa", "id", "is_open", "kind", "latitude", "longitude", "missing_since", "municipality_id", "name", "nature_code", "parent_id", "parent_is_proposed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position_is_approximate", "postcode", "priority_education", "qpv", "sector_kind", "siret", "source", "student_count", "uai", "website") SELECT old_values."address", old_values."basin_id", old_values."board_delegation_on", old_values."city", old_values."contract_kind", old_values."department_id", old_values."email", old_values."has_vocational", old_values."head_visa", old_values."id", old_values."is_open", old_values."kind", old_values."latitude", old_values."longitude", old_values."missing_since", old_values."municipality_id", old_values."name", old_values."nature_code", old_values."parent_id", old_values."parent_is_proposed", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."position_is_approximate", old_values."postcode", old_values."priority_education", old_values."qpv", old_values."sector_kind", old_values."siret", old_values."source", old_values."student_count", old_values."uai", old_values."website" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f135405372812dc49d3a39a4c7941a1938a229d8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7a611', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_school', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branchorganisationdepartments',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_branchorganisationdepartmentsevent" ("branchorganisation_id", "department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."branchorganisation_id", new_values."department_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a6722eb81359bc0cafcba67b02ab2e76c7bdc1c5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_99076', referencing='REFERENCING NEW TABLE AS new_values ', table='directory_branchorganisation_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branchorganisationdepartments',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_branchorganisationdepartmentsevent" ("branchorganisation_id", "department_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."branchorganisation_id", old_values."department_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='717c677a84975b939cbce0fdfc0904618bbf10d3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_75cc7', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_branchorganisation_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnernetworkdepartments',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_partnernetworkdepartmentsevent" ("department_id", "id", "partnernetwork_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."department_id", new_values."id", new_values."partnernetwork_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='b724618e53ce7d5e071c16d851db9fd99babdf6a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_04c96', referencing='REFERENCING NEW TABLE AS new_values ', table='directory_partnernetwork_departments', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnernetworkdepartments',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "directory_partnernetworkdepartmentsevent" ("department_id", "id", "partnernetwork_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."department_id", old_values."id", old_values."partnernetwork_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='2ac3e7a39c3d71ac27e914fd2a19000ad114dd80', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_12e2e', referencing='REFERENCING OLD TABLE AS old_values ', table='directory_partnernetwork_departments', when='AFTER')),
        ),
    ]
