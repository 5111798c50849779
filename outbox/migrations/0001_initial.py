import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='nom')),
                ('at', models.DateTimeField(verbose_name='dernier passage')),
            ],
            options={
                'verbose_name': 'battement',
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(unique=True, verbose_name='clé')),
                ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                ('recipient_email', models.EmailField(max_length=254, verbose_name='destinataire')),
                ('recipient_name', models.CharField(blank=True, max_length=200, verbose_name='nom du destinataire')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'code ou lien demandé'), (1, 'immédiat'), (2, 'courrier du matin')], verbose_name='urgence')),
                ('state', models.CharField(choices=[('pending', 'en attente'), ('claimed', 'envoi en cours'), ('sent', 'envoyé'), ('delivered', 'remis'), ('bounced', 'revenu'), ('complained', 'signalé indésirable'), ('unknown', 'sans réponse du relais'), ('cancelled', 'annulé'), ('expired', 'trop tard'), ('failed', 'échec'), ('suppressed', 'retenu')], default='pending', max_length=10, verbose_name='état')),
                ('subject', models.CharField(blank=True, max_length=250, verbose_name='objet')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tentatives')),
                ('next_try_at', models.DateTimeField(verbose_name='prochaine tentative')),
                ('not_after', models.DateTimeField(blank=True, null=True, verbose_name='inutile après')),
                ('lease_owner', models.UUIDField(blank=True, null=True, verbose_name='réservé par')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='réservé jusqu’à')),
                ('provider_id', models.CharField(blank=True, max_length=200, verbose_name='réponse du relais')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='dernière erreur')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créé le')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='envoyé le')),
                ('set_aside_at', models.DateTimeField(blank=True, null=True, verbose_name='classé le')),
            ],
            options={
                'verbose_name': 'courriel',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['urgency', 'next_try_at'], name='outbox_mail_due'), models.Index(condition=models.Q(('state__in', ['claimed', 'failed', 'unknown', 'bounced', 'suppressed'])), fields=['state', 'next_try_at'], name='outbox_mail_open'), models.Index(fields=['recipient_email'], name='outbox_mail_recipient'), models.Index(fields=['-created_at', '-id'], name='outbox_mail_recent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'claimed', 'sent', 'delivered', 'bounced', 'complained', 'unknown', 'cancelled', 'expired', 'failed', 'suppressed'])), name='outbox_mail_state', violation_error_message='Cet état de courriel n’existe pas.'), models.CheckConstraint(condition=models.Q(models.Q(('lease_owner__isnull', False), ('lease_until__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('lease_owner', None), ('lease_until', None)), _connector='OR'), name='outbox_mail_lease', violation_error_message='Seul un courriel en cours d’envoi est réservé.'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state__in', ('sent', 'delivered', 'bounced', 'complained'))), models.Q(models.Q(('state__in', ('sent', 'delivered', 'bounced', 'complained')), _negated=True), ('sent_at', None)), _connector='OR'), name='outbox_mail_sent_at', violation_error_message='Un courriel envoyé porte la date de son envoi.'), models.CheckConstraint(condition=models.Q(('set_aside_at', None), ('state__in', ('failed', 'unknown', 'bounced', 'suppressed')), _connector='OR'), name='outbox_mail_set_aside', violation_error_message='Seul un courriel en échec se classe.')],
            },
        ),
        migrations.CreateModel(
            name='SendingCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=254, verbose_name='domaine ou adresse')),
                ('starts_at', models.DateTimeField(verbose_name='à partir de')),
                ('taken', models.PositiveIntegerField(verbose_name='courriels')),
            ],
            options={
                'verbose_name': 'décompte d’envois',
                'verbose_name_plural': 'décomptes d’envois',
                'indexes': [models.Index(fields=['starts_at'], name='outbox_count_age')],
                'constraints': [models.UniqueConstraint(fields=('key', 'starts_at'), name='outbox_count_window')],
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse')),
                ('topic', models.CharField(choices=[('security', 'Connexion, codes et liens que vous demandez'), ('answers', 'Ce qui attend votre réponse, votre visa ou votre signature'), ('acts', 'Décisions, annulations et changements qui vous concernent'), ('reminders', 'Rappels quand une réponse ou une signature tarde'), ('coming', 'Rappels avant une immersion ou une réunion'), ('news', 'Nouvelles de vos demandes, de vos offres et de vos conventions'), ('opinions', 'Demandes d’avis après une immersion'), ('offers', 'Offres à renouveler et appels de la branche'), ('calls', 'Appels des établissements qui cherchent un accueil')], max_length=10, verbose_name='courriels')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='depuis')),
            ],
            options={
                'verbose_name': 'courriels arrêtés',
                'verbose_name_plural': 'courriels arrêtés',
                'ordering': ['email', 'topic'],
                'constraints': [models.UniqueConstraint(fields=('email', 'topic'), name='outbox_stop_once', violation_error_message='Ces courriels sont déjà arrêtés.'), models.CheckConstraint(condition=models.Q(('topic__in', ['reminders', 'coming', 'news', 'opinions', 'offers', 'calls'])), name='outbox_stop_allowed', violation_error_message='Ces courriels ne peuvent pas être arrêtés.')],
            },
        ),
        migrations.CreateModel(
            name='FeedbackEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(max_length=200, unique=True, verbose_name='numéro')),
                ('kind', models.CharField(choices=[('delivered', 'remis'), ('soft', 'revenu, cause passagère'), ('hard', 'revenu, adresse en cause'), ('complaint', 'signalé comme indésirable')], max_length=10, verbose_name='nature')),
                ('at', models.DateTimeField(verbose_name='survenu le')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='réponse')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='outbox.mail', verbose_name='courriel')),
            ],
            options={
                'verbose_name': 'suite d’un envoi',
                'verbose_name_plural': 'suites des envois',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['delivered', 'soft', 'hard', 'complaint'])), name='outbox_feedback_kind', violation_error_message='Cette suite d’un envoi n’existe pas.')],
            },
        ),
        migrations.CreateModel(
            name='BarredAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('reason', models.CharField(choices=[('hard', 'L’adresse n’existe pas ou ne reçoit plus de courriel.'), ('soft', 'Trop de courriels sont revenus ces derniers temps.'), ('complaint', 'Un courriel a été signalé comme indésirable.'), ('by_hand', 'L’administrateur a demandé de ne plus y écrire.')], max_length=10, verbose_name='motif')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='depuis')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='réponse reçue')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='rétablie le')),
                ('barred_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écartée par')),
                ('mail', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outbox.mail', verbose_name='courriel en cause')),
            ],
            options={
                'verbose_name': 'adresse écartée',
                'verbose_name_plural': 'adresses écartées',
                'ordering': ['-since', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('email',), name='outbox_barred_once', violation_error_message='Cette adresse est déjà écartée.'), models.CheckConstraint(condition=models.Q(('reason__in', ['hard', 'soft', 'complaint', 'by_hand'])), name='outbox_barred_reason', violation_error_message='Ce motif n’existe pas.')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dedup_key', models.TextField(unique=True, verbose_name='clé')),
                ('kind', models.CharField(max_length=80, verbose_name='nature')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('subject_id', models.CharField(blank=True, max_length=40, verbose_name='objet')),
                ('occasion', models.CharField(blank=True, max_length=80, verbose_name='occasion')),
                ('recipient_email', models.EmailField(max_length=254, verbose_name='destinataire')),
                ('recipient_name', models.CharField(blank=True, max_length=200, verbose_name='nom du destinataire')),
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'code ou lien demandé'), (1, 'immédiat'), (2, 'courrier du matin')], verbose_name='urgence')),
                ('rhythm', models.CharField(choices=[('school', 'jours de classe'), ('work', 'jours ouvrés'), ('every', 'tous les jours')], default='work', max_length=10, verbose_name='jours')),
                ('context', models.JSONField(default=dict, verbose_name='contexte')),
                ('sealed', models.BinaryField(null=True, verbose_name='secret chiffré')),
                ('due_at', models.DateTimeField(verbose_name='à envoyer le')),
                ('not_after', models.DateTimeField(blank=True, null=True, verbose_name='inutile après')),
                ('state', models.CharField(choices=[('planned', 'prévu'), ('queued', 'confié à un courriel'), ('cancelled', 'annulé'), ('expired', 'trop tard'), ('declined', 'arrêté par le destinataire')], default='planned', max_length=10, verbose_name='état')),
                ('missed', models.CharField(blank=True, choices=[('closed', 'aucun jour ouvert avant sa fin'), ('outage', 'envoi interrompu jusqu’après sa fin')], db_default='', default='', max_length=10, verbose_name='motif')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='créé le')),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='outbox.mail', verbose_name='courriel')),
                ('subject_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype', verbose_name='type d’objet')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'avis',
                'verbose_name_plural': 'avis',
                'ordering': ['-due_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'planned')), fields=['urgency', 'due_at'], name='outbox_notice_due'), models.Index(fields=['subject_type', 'subject_id'], name='outbox_notice_subject'), models.Index(condition=models.Q(('state__in', ['planned', 'cancelled', 'expired'])), fields=['kind', 'due_at'], name='outbox_notice_planned'), models.Index(condition=models.Q(('sealed__isnull', False)), fields=['not_after'], name='outbox_notice_secret')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'queued', 'cancelled', 'expired', 'declined'])), name='outbox_notice_state', violation_error_message='Cet état d’avis n’existe pas.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'queued'), _negated=True), ('mail__isnull', False), _connector='OR'), name='outbox_notice_queued', violation_error_message='Un avis confié à un courriel désigne ce courriel.'), models.CheckConstraint(condition=models.Q(models.Q(('missed__in', ['closed', 'outage']), ('state', 'expired')), models.Q(models.Q(('state', 'expired'), _negated=True), ('missed', '')), _connector='OR'), name='outbox_notice_missed', violation_error_message='Un avis qui n’a pas pu partir dit pourquoi, lui seul.'), models.CheckConstraint(condition=models.Q(('sealed', None), ('not_after__isnull', False), _connector='OR'), name='outbox_notice_secret_ends', violation_error_message='Un secret a une fin de validité.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mail',
            trigger=pgtrigger.compiler.Trigger(name='mail_states', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{bounced:complained,claimed:cancelled,claimed:failed,claimed:pending,claimed:sent,claimed:suppressed,claimed:unknown,delivered:bounced,delivered:complained,failed:pending,pending:cancelled,pending:claimed,pending:expired,sent:bounced,sent:complained,sent:delivered,suppressed:pending,unknown:bounced,unknown:complained,unknown:delivered,unknown:failed,unknown:pending,unknown:sent}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cfd316f0bacbc265f83f95d42e7d9b9f83b77528', operation='UPDATE', pgid='pgtrigger_mail_states_49eb6', table='outbox_mail', when='BEFORE')),
        ),
    ]
