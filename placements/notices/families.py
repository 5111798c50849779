"""The mails between a school and the families who found a host; no pupil is named in them."""

from django.utils import timezone

from accounts.models import PersonalLink
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.notice_links import living_link
from partnerships.wording import day
from placements.enums import ProposalState
from placements.workflow.family_links import PUPIL_PURPOSE

FOLLOWS = "vous suivez les stages de cette classe"
FAMILY = "vous avez proposé un stage par un lien de l’établissement"
ASKED = "l’établissement de votre enfant vous ouvre ce lien"


def facts_of(proposal):
    return [
        ("Entreprise", f"{proposal.host_name}, {proposal.host_city}"),
        ("Dates", f"du {day(proposal.starts_on)} au {day(proposal.ends_on)}"),
    ]


def proposed(notice):
    proposal = notice.subject
    group = proposal.pupil.class_group
    return MailContent(
        subject=f"Stage proposé par une famille de la {group}",
        paragraphs=[
            f"Une famille de la {group} a trouvé un accueil. Acceptez-le, il devient un stage ; "
            "ou écartez-le en disant pourquoi : la famille est prévenue."
        ],
        facts=facts_of(proposal),
        action=("Examiner la proposition", absolute(proposal.get_absolute_url())),
    )


def family_link(notice):
    pupil, link = notice.subject, living_link(notice)
    return MailContent(
        subject=f"Stage en entreprise : le lien de votre famille, {pupil.class_group}",
        paragraphs=[
            f"Quand votre enfant a trouvé un stage, indiquez-le à {pupil.school} par ce lien : "
            "nom de l’entreprise, commune, personne à joindre, dates.",
            "L’établissement vous répond. La convention vient ensuite. Ce lien est personnel : ne "
            "le transmettez pas.",
        ],
        facts=[("Valable jusqu’au", day(timezone.localdate(link.valid_until)))],
        action=("Proposer un stage", link.url),
    )


def _page(notice):
    """The family's page, for the holder of the pupil's link only."""
    links = PersonalLink.objects.alive(notice.told_at).about(notice.subject.pupil)
    link = links.filter(purpose=PUPIL_PURPOSE, holder_email=notice.recipient_email).first()
    return link and ("Voir mes propositions", link.url)


def accepted(notice):
    proposal = notice.subject
    return MailContent(
        subject=f"Stage accepté : {proposal.host_name}",
        paragraphs=[
            f"{proposal.pupil.school} accepte ce stage. Il ne commence qu’une fois la convention "
            "signée : vous la recevrez."
        ],
        facts=facts_of(proposal),
        action=_page(notice),
    )


def declined(notice):
    proposal = notice.subject
    return MailContent(
        subject=f"Stage non retenu : {proposal.host_name}",
        paragraphs=[
            f"{proposal.pupil.school} n’accepte pas cette proposition.",
            f"Motif : « {proposal.reason} »",
            "Vous pouvez en faire une autre par le même lien.",
        ],
        facts=facts_of(proposal),
        action=_page(notice),
    )


def _is(state):
    return lambda notice: notice.subject.state == state


def _opens(notice):
    return living_link(notice) is not None


register(
    NoticeKind(
        "placement.proposed",
        "Stage proposé par une famille",
        FOLLOWS,
        proposed,
        _is(ProposalState.WAITING),
        Topic.ANSWERS,
    )
)
register(
    NoticeKind(
        "placement.family_link",
        "Lien d’une famille pour proposer un stage",
        ASKED,
        family_link,
        _opens,
        Topic.ANSWERS,
    )
)
register(
    NoticeKind(
        "placement.proposal_accepted",
        "Stage proposé, accepté",
        FAMILY,
        accepted,
        _is(ProposalState.ACCEPTED),
    )
)
register(
    NoticeKind(
        "placement.proposal_declined",
        "Stage proposé, non retenu",
        FAMILY,
        declined,
        _is(ProposalState.DECLINED),
    )
)
