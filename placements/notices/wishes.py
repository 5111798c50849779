"""The mails about the wishes of pupils; no pupil is named in them."""

from django.urls import reverse
from django.utils import timezone

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.notice_links import living_link
from partnerships.wording import day
from placements.enums.applications import WishState
from placements.models import PlacementWish

FOLLOWS = "vous suivez les stages de cette classe"
PUPIL = "vous avez dit vos vœux par un lien de l’établissement"
ASKED = "votre établissement vous ouvre ce lien"


def link(notice):
    pupil, found = notice.subject, living_link(notice)
    return MailContent(
        subject=f"Offres de stage : votre lien, {pupil.class_group}",
        paragraphs=[
            "Par ce lien vous lisez les offres de stage ouvertes à votre classe et dites, dans "
            "l’ordre, celles que vous voulez. Votre référent les transmet aux entreprises.",
            "Ce lien est personnel : ne le transmettez pas.",
        ],
        facts=[("Valable jusqu’au", day(timezone.localdate(found.valid_until)))],
        action=("Voir les offres", found.url),
    )


def made(notice):
    group = notice.subject
    return MailContent(
        subject=f"Vœux de stage à transmettre : {group}",
        paragraphs=[
            f"Des élèves de la {group} ont dit les offres de stage qu’ils souhaitent. "
            "Transmettez-les aux entreprises, ou écartez-les en disant pourquoi."
        ],
        action=("Lire les vœux", absolute(reverse("placements:wishes", args=[group.pk]))),
    )


def declined(notice):
    wish = notice.subject
    return MailContent(
        subject=f"Vœu non retenu : {wish.offer.title}",
        paragraphs=[
            f"{wish.pupil.school} ne transmet pas ce vœu à l’entreprise.",
            f"Motif : « {wish.reason} »",
            "Vous pouvez choisir une autre offre par le même lien.",
        ],
        facts=[("Offre", wish.offer.title), ("Entreprise", wish.offer.host_name)],
    )


def _waits(notice):
    return PlacementWish.objects.waiting().filter(pupil__class_group=notice.subject).exists()


register(
    NoticeKind(
        "placement_wish.link",
        "Lien d’un élève pour dire ses vœux de stage",
        ASKED,
        link,
        lambda notice: living_link(notice) is not None,
        Topic.ANSWERS,
    )
)
register(
    NoticeKind(
        "placement_wish.made", "Vœux de stage à transmettre", FOLLOWS, made, _waits, Topic.ANSWERS
    )
)
register(
    NoticeKind(
        "placement_wish.declined",
        "Vœu de stage non retenu",
        PUPIL,
        declined,
        lambda notice: notice.subject.state == WishState.DECLINED,
    )
)
