"""The mail to who answers instead of somebody."""

from django.urls import reverse

from directory.french import of, period
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.models import StandIn


def stand_in(notice):
    row = notice.subject
    days = period(row.starts_on, row.ends_on)
    has_account = notice.user_id is not None
    page = ("Voir mes demandes", absolute(reverse("partnerships:desk"))) if has_account else None
    return MailContent(
        f"Vous remplacez {row.name or row.email} chez {row.company} {days}",
        [
            f"{row.name or row.email} est absent(e) {days} et vous a désigné(e) pour répondre aux "
            f"demandes d’accueil {of(row.company)}.",
            "Pendant ces jours, les messages de Passerelle vous sont écrits à sa place, avec de "
            "quoi répondre ; ensuite tout reprend comme avant.",
        ],
        [],
        page,
    )


register(
    NoticeKind(
        "company.stand_in",
        "Remplacement d’un collègue absent",
        "un collègue vous a désigné pour le remplacer",
        stand_in,
        lambda notice: StandIn.objects.filter(pk=notice.subject_id).exists(),
        Topic.ANSWERS,
    )
)
