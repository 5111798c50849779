"""The mails about discovery tracks: what schools learn; no pupil is named."""

from django.urls import reverse

from directory import french
from directory.enums import Level
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from placements.enums import HELD, PlacementState
from placements.enums.tracks import TrackState
from placements.wording import facts_of, period_of

PROPOSED = "vous suivez des élèves proposés à ce parcours"


OF_FAMILY = "l’établissement de votre enfant l’a proposé à un parcours de découverte"


def _week(row):
    """The days of a track or of a placement."""
    return row.starts_on, row.ends_on


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
        paragraphs=[
            "Le coordinateur annule ce parcours. Vos élèves cherchent de nouveau : les stages qui"
            " étaient enregistrés sont annulés, leurs conventions aussi ; les familles de ces"
            " élèves sont prévenues."
        ],
        facts=[*_facts(track), ("Motif", track.reason)],
        action=("Voir les autres parcours", absolute(reverse("placements:tracks"))),
    )


def host_cancelled(notice):
    track = notice.subject
    return MailContent(
        subject=f"Parcours de découverte annulé : {track.title}",
        paragraphs=[
            "Le coordinateur annule ce parcours, où vous deviez recevoir des élèves. Aucun ne"
            " viendra ; les conventions sont annulées, celles qui étaient signées sont conservées."
        ],
        facts=[*_facts(track), ("Motif", track.reason)],
    )


def opened(notice):
    track = notice.subject
    levels = ", ".join(Level(level).label for level in track.levels)
    return MailContent(
        subject=f"Parcours de découverte ouvert aux élèves : {track.title}",
        paragraphs=[
            "Vous pouvez proposer des élèves qui n’ont pas de stage. Le coordinateur les affecte"
            " ensuite, sans connaître leur nom."
        ],
        facts=[
            *_facts(track),
            ("Niveaux", levels),
            ("Places", str(track.capacity)),
            ("À proposer jusqu’au", french.full_day(track.closes_on)),
        ],
        action=("Voir le parcours", absolute(track.get_absolute_url())),
    )


# --- Families: no account, no name of the child ---------------------------------------------


def family_placed(notice):
    placement = notice.subject
    track = placement.candidacy.track
    return MailContent(
        subject=f"Stage : une place dans le parcours « {track.title} »",
        paragraphs=[
            f"{placement.school} avait proposé votre enfant à ce parcours de découverte : une"
            " semaine, plusieurs accueillants. Une place lui est donnée.",
            "La convention vient ensuite : vous serez invité à la signer. Si cette semaine ne"
            " convient pas, prévenez vite l’établissement : d’autres élèves attendent.",
        ],
        facts=[("Classe", str(placement.class_group)), *_days(placement)],
    )


def family_cancelled(notice):
    placement = notice.subject
    return MailContent(
        subject=f"Stage annulé : {placement.class_group}",
        paragraphs=[
            "Le parcours de découverte où votre enfant avait une place n’aura pas lieu : son"
            " coordinateur l’annule. L’établissement cherche avec vous un autre stage.",
        ],
        facts=[
            ("Dates", period_of(placement)),
            ("Motif", placement.comment),
            ("Établissement", str(placement.school)),
        ],
    )


def _days(placement):
    """Where one goes, host by host, in the order of the days."""
    stays = placement.stays.select_related("company").order_by("starts_on", "pk")
    return [(period_of(stay).capitalize(), str(stay.company)) for stay in stays]


def _holds(notice):
    placement = notice.subject
    return placement.pupil is not None and placement.state in HELD


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
        happens=_week,
    ),
    NoticeKind(
        "track.cancelled",
        "Parcours de découverte annulé",
        PROPOSED,
        cancelled,
        lambda notice: notice.subject.state == TrackState.CANCELLED,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=_week,
    ),
    NoticeKind(
        "track.host_cancelled",
        "Parcours de découverte annulé, aux accueillants",
        "vous deviez accueillir des élèves de ce parcours",
        host_cancelled,
        lambda notice: notice.subject.state == TrackState.CANCELLED,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=_week,
    ),
    NoticeKind(
        "track.opened",
        "Parcours de découverte ouvert aux établissements",
        "vous suivez les stages d’élèves de ces niveaux",
        opened,
        lambda notice: notice.subject.is_open(notice.told_on),
        Topic.OFFERS,
    ),
    NoticeKind(
        "track.family_placed",
        "Parcours de découverte : la place d’un élève, à sa famille",
        OF_FAMILY,
        family_placed,
        _holds,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=_week,
    ),
    NoticeKind(
        "track.family_cancelled",
        "Parcours de découverte annulé, aux familles",
        OF_FAMILY,
        family_cancelled,
        lambda notice: notice.subject.state == PlacementState.CANCELLED,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=_week,
    ),
):
    register(kind)
