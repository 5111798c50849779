"""An export that is ready."""

from django.utils import timezone

from directory.french import full_day
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from reports.enums.exports import ExportState


def ready(notice):
    row = notice.subject
    return MailContent(
        subject=f"Votre fichier est prêt : {row.label}",
        paragraphs=["Le fichier que vous avez demandé est prêt. Vous seul pouvez l’ouvrir."],
        facts=[("Contenu", row.label), ("Effacé le", full_day(timezone.localdate(row.expires_at)))],
        action=("Télécharger le fichier", absolute(row.get_absolute_url())),
    )


register(
    NoticeKind(
        "export.ready",
        "Fichier prêt à télécharger",
        "vous avez demandé ce fichier",
        ready,
        lambda notice: notice.subject.state == ExportState.READY,
        topic=Topic.ANSWERS,
        immediate=Immediate.ALWAYS,
        to_oneself=True,
    )
)
