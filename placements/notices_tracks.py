"""The mails about discovery tracks: what schools learn; no pupil is named."""

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from placements.enums_tracks import TrackState
from placements.wording import facts_of, period_of

PROPOSED = "vous suivez des élèves proposés à ce parcours"


def _facts(track):
    return [
        ("Parcours", track.title),
        ("Coordinateur", str(track.coordinator)),
        ("Dates", period_of(track)),
    ]


def published(notice):
    track = notice.subject
    return MailContent(
        subject=f"Parcours de découverte affecté : {track.title}",
        paragraphs=[
            "L’affectation est publiée. La page du parcours dit, élève par élève, qui a une place"
            " et qui est en liste d’attente.",
            "Pour chaque élève affecté, le stage est enregistré avec ses accueillants : préparez"
            " sa convention.",
        ],
        facts=_facts(track),
        action=("Voir les élèves affectés", absolute(track.get_absolute_url())),
    )


def promoted(notice):
    placement = notice.subject
    return MailContent(
        subject="Parcours de découverte : une place pour un élève en attente",
        paragraphs=[
            "Une place s’est libérée : un élève de la liste d’attente l’obtient. Son stage est"
            " enregistré : préparez sa convention, ou annulez-le s’il n’est plus disponible."
        ],
        facts=facts_of(placement),
        action=("Voir le stage", absolute(placement.get_absolute_url())),
    )


def cancelled(notice):
    track = notice.subject
    return MailContent(
        subject=f"Parcours de découverte annulé : {track.title}",
        paragraphs=["Le coordinateur annule ce parcours. Vos élèves cherchent de nouveau."],
        facts=_facts(track),
        action=("Voir les autres parcours", absolute("/stages/parcours/")),
    )


for kind in (
    NoticeKind(
        "track.published",
        "Parcours de découverte affecté",
        PROPOSED,
        published,
        lambda notice: notice.subject.state == TrackState.PUBLISHED,
        Topic.ANSWERS,
    ),
    NoticeKind(
        "track.promoted",
        "Parcours de découverte : une place pour un élève en attente",
        "vous suivez ce stage",
        promoted,
        lambda notice: notice.subject.state != "cancelled",
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=lambda placement: (placement.starts_on, placement.ends_on),
    ),
    NoticeKind(
        "track.cancelled",
        "Parcours de découverte annulé",
        PROPOSED,
        cancelled,
        lambda notice: notice.subject.state == TrackState.CANCELLED,
        Topic.ACTS,
    ),
):
    register(kind)
