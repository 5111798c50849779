"""The mails of the follow-up: alerts, absences, incidents, the host's link."""

from django.urls import reverse

from directory.french import of
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.notice_links import living_link
from partnerships.wording import day
from placements.enums import PlacementState
from placements.enums.follow_up import Alert, Half, IncidentKind, VisitKind
from placements.wording import facts_of, period_of

FOLLOWS = "vous suivez ce stage"
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


def absent(notice):
    row = notice.subject
    halves = [
        label
        for label, said in (("matin", row.morning), ("après-midi", row.afternoon))
        if said == Half.ABSENT
    ]
    return MailContent(
        subject=f"Absence en stage : {row.placement.class_group}, {day(row.day)}",
        paragraphs=[
            "L’accueillant signale une absence. Prévenez la famille, comme pour une absence en"
            " classe.",
        ],
        facts=[("Absence", f"{day(row.day)}, {' et '.join(halves)}"), *facts_of(row.placement)],
        action=page_of(row.placement),
    )


def still_absent(notice):
    row = notice.subject
    return Half.ABSENT in (row.morning, row.afternoon)


def incident(notice):
    """No circumstances in a mail: they are on the page."""
    row = notice.subject
    is_accident = IncidentKind(row.kind).is_accident
    what = "Accident" if is_accident else "Incident"
    next_step = (
        "La déclaration se fait le jour même : la fiche, déjà remplie, est sur la page du stage."
        if is_accident
        else "Ce qui s’est passé et ce qui a été fait sont sur la page du stage."
    )
    return MailContent(
        subject=f"{what} en stage : {row.placement.class_group}",
        paragraphs=[f"{row.get_kind_display()}, signalé par {row.get_side_display()}.", next_step],
        facts=[("Jour", day(row.day)), *facts_of(row.placement)],
        action=page_of(row.placement, "Lire et agir"),
    )


def missed(notice):
    placement = notice.subject
    return MailContent(
        subject=f"Stage non réalisé : {placement.class_group}",
        paragraphs=[
            "Ce stage est clos comme « Non réalisé » : aucun bilan ne le compte, aucun avis n’est"
            " demandé, aucune attestation n’est établie. Si c’est une erreur, corrigez la présence"
            " ou marquez-le réalisé.",
        ],
        facts=[("Motif", placement.get_missed_reason_display()), *facts_of(placement)],
        action=page_of(placement),
    )


def host_follow(notice):
    stay, link = notice.subject, living_link(notice)
    placement = stay.placement
    pupil, school = placement.pupil, placement.school
    return MailContent(
        subject=f"Stage {of(pupil.first_name)} : présence, et qui prévenir",
        paragraphs=[
            "Vous accueillez cet élève. La page ci-dessous, sans compte, sert à relever sa"
            " présence chaque jour et à signaler un incident.",
            "Accident : appelez d’abord les secours (15 ou 112), puis l’établissement. Il se"
            " déclare le jour même, par la même page.",
        ],
        facts=[
            ("Élève", f"{pupil.first_name} {pupil.last_name}"),
            ("Dates", period_of(stay)),
            ("Établissement", "\n".join(filter(None, (str(school), school.phone)))),
            ("Référent", str(placement.referent or "")),
        ],
        action=("Relever la présence", link.url),
    )


def pupils_given(notice):
    """A number: who they are is on the page of the class."""
    group = notice.subject
    count = group.pupils.present().filter(referent=notice.user_id).count()
    several = "s" if count > 1 else ""
    return MailContent(
        subject=f"Stages de la {group.name} : {count} élève{several} à suivre",
        paragraphs=[
            f"Les élèves de la {group.name} sont répartis entre ses référents : vous en suivez"
            f" {count}, leurs stages en cours et à venir compris."
        ],
        action=("Voir la classe", absolute(reverse("placements:board", args=[group.pk]))),
    )


def follows_some(notice):
    return notice.subject.pupils.present().filter(referent=notice.user_id).exists()


def opens(notice):
    placement = notice.subject.placement
    return placement.pupil is not None and living_link(notice) is not None


def span(row):
    return row.placement.starts_on, row.placement.ends_on


register(
    NoticeKind(
        "placement.absent",
        "Absence d’un élève en stage",
        FOLLOWS,
        absent,
        still_absent,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        span,
    )
)
register(
    NoticeKind(
        "placement.incident",
        "Incident ou accident en stage",
        ANSWERS_FOR,
        incident,
        None,
        Topic.ACTS,
        Immediate.ALWAYS,
    )
)
register(
    NoticeKind(
        "placement.pupils_given",
        "Élèves à suivre, à leur référent",
        "vous êtes référent de cette classe",
        pupils_given,
        follows_some,
        Topic.ACTS,
    )
)
register(
    NoticeKind(
        "placement.missed",
        "Stage non réalisé",
        ANSWERS_FOR,
        missed,
        lambda notice: notice.subject.state == PlacementState.MISSED,
        Topic.ACTS,
    )
)
register(
    NoticeKind(
        "placement.host_follow",
        "Lien de l’accueillant pendant un stage",
        "vous accueillez cet élève en stage",
        host_follow,
        opens,
        Topic.ANSWERS,
        # Without a morning left before the pupil comes (an outage, a late signature): at once.
        happens=lambda stay: (stay.starts_on, stay.ends_on),
        to_oneself=True,
    )
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
