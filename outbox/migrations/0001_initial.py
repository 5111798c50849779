import django.db.models.deletion
import django.utils.timezone
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
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'code ou lien demandé'), (1, 'immédiat'), (2, 'courant')], verbose_name='urgence')),
                ('state', models.CharField(choices=[('pending', 'en attente'), ('claimed', 'envoi en cours'), ('sent', 'envoyé'), ('unknown', 'sans réponse du relais'), ('cancelled', 'annulé'), ('expired', 'trop tard'), ('failed', 'échec')], default='pending', max_length=10, verbose_name='état')),
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
            ],
            options={
                'verbose_name': 'courriel',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['urgency', 'next_try_at'], name='outbox_mail_due'), models.Index(condition=models.Q(('state__in', ['claimed', 'unknown', 'failed'])), fields=['state', 'next_try_at'], name='outbox_mail_open'), models.Index(fields=['-created_at', '-id'], name='outbox_mail_recent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'claimed', 'sent', 'unknown', 'cancelled', 'expired', 'failed'])), name='outbox_mail_state', violation_error_message='Cet état de courriel n’existe pas.'), models.CheckConstraint(condition=models.Q(models.Q(('lease_owner__isnull', False), ('lease_until__isnull', False), ('state', 'claimed')), models.Q(models.Q(('state', 'claimed'), _negated=True), ('lease_owner', None), ('lease_until', None)), _connector='OR'), name='outbox_mail_lease', violation_error_message='Seul un courriel en cours d’envoi est réservé.'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='outbox_mail_sent_at', violation_error_message='Un courriel envoyé porte la date de son envoi.')],
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
                ('urgency', models.PositiveSmallIntegerField(choices=[(0, 'code ou lien demandé'), (1, 'immédiat'), (2, 'courant')], verbose_name='urgence')),
                ('context', models.JSONField(default=dict, verbose_name='contexte')),
                ('sealed', models.BinaryField(null=True, verbose_name='secret chiffré')),
                ('due_at', models.DateTimeField(verbose_name='à envoyer le')),
                ('not_after', models.DateTimeField(blank=True, null=True, verbose_name='inutile après')),
                ('state', models.CharField(choices=[('planned', 'prévu'), ('queued', 'confié à un courriel'), ('cancelled', 'annulé'), ('expired', 'trop tard')], default='planned', max_length=10, verbose_name='état')),
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
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'queued', 'cancelled', 'expired'])), name='outbox_notice_state', violation_error_message='Cet état d’avis n’existe pas.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'queued'), _negated=True), ('mail__isnull', False), _connector='OR'), name='outbox_notice_queued', violation_error_message='Un avis confié à un courriel désigne ce courriel.'), models.CheckConstraint(condition=models.Q(models.Q(('missed__in', ['closed', 'outage']), ('state', 'expired')), models.Q(models.Q(('state', 'expired'), _negated=True), ('missed', '')), _connector='OR'), name='outbox_notice_missed', violation_error_message='Un avis qui n’a pas pu partir dit pourquoi, lui seul.'), models.CheckConstraint(condition=models.Q(('sealed', None), ('not_after__isnull', False), _connector='OR'), name='outbox_notice_secret_ends', violation_error_message='Un secret a une fin de validité.')],
            },
        ),
    ]
