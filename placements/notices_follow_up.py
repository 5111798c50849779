"""The mails of the follow-up: alerts, absences, incidents, the host's link."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from placements.enums_follow_up import Alert, VisitKind
from placements.wording import facts_of

ANSWERS_FOR = "vous répondez de ce stage"


def page_of(placement, label="Voir le stage"):
    return (label, absolute(reverse("placements:placement", args=[placement.pk])))


def alert(notice):
    """What was found stays on the page: a mail is read on a lost phone."""
    visit = notice.subject
    how = "une visite" if visit.kind == VisitKind.VISIT else "un appel"
    return MailContent(
        subject=f"Alerte rouge sur un stage : {visit.placement.class_group}",
        paragraphs=[
            f"Après {how}, la personne qui suit l’élève demande d’intervenir. Son compte rendu est"
            " sur la page du stage.",
        ],
        facts=[("Fait par", str(visit.made_by or "")), *facts_of(visit.placement)],
        action=page_of(visit.placement, "Lire le compte rendu"),
    )


register(
    NoticeKind(
        "placement.alert",
        "Alerte rouge sur un stage",
        ANSWERS_FOR,
        alert,
        lambda notice: notice.subject.alert == Alert.RED,
        Topic.ACTS,
        Immediate.ALWAYS,
    )
)
