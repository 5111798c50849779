"""The mails about the sheet of a company: it is asked to look, its officer to accept."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.enums import PENDING, BookingState
from partnerships.models.corrections import CorrectionState
from partnerships.notices.contract import link_url
from partnerships.wording import facts_of


def to_check(notice):
    company = notice.subject
    return MailContent(
        subject=f"Votre fiche est-elle exacte ? {company}",
        paragraphs=[
            "Les établissements scolaires de votre territoire vous connaissent par cette fiche. "
            "Deux minutes suffisent pour la confirmer ou la corriger, sans compte.",
        ],
        facts=[("Entreprise", str(company)), ("Commune", company.city)],
        action=("Vérifier ma fiche", link_url(notice)),
    )


def correction(notice):
    row = notice.subject
    return MailContent(
        subject=f"Fiche corrigée par l’entreprise : {row.company}",
        paragraphs=[
            f"{row.company} a corrigé sa fiche. Un clic suffit pour accepter ce qui attend "
            "votre accord."
        ],
        action=(
            "Lire la correction",
            absolute(reverse("admin:partnerships_companycorrection_change", args=[row.pk])),
        ),
    )


def merged(notice):
    row = notice.subject
    return MailContent(
        subject=f"Deux fiches n’en font plus qu’une : {row.kept}",
        paragraphs=[
            f"La fiche « {row.dropped} » est fusionnée dans « {row.kept} » : vos échanges, vos "
            "contacts et vos partenariats y sont, rien n’est perdu.",
            f"Motif : « {row.reason} »",
            "Si ce sont deux entreprises différentes, la personne qui tient ces fiches dans "
            "votre département peut annuler la fusion.",
        ],
        facts=[("Entreprise", str(row.kept)), ("Commune", row.kept.city)],
        action=(
            "Voir l’entreprise",
            absolute(reverse("partnerships:relation", args=[row.kept_id])),
        ),
    )


def separated(notice):
    row = notice.subject
    return MailContent(
        subject=f"Deux fiches de nouveau distinctes : {row.dropped}",
        paragraphs=[
            f"La fusion de « {row.dropped} » dans « {row.kept} » est annulée : ce sont deux "
            "entreprises. Ce qui venait de chaque fiche y est revenu : vos échanges, vos contacts "
            "et vos partenariats.",
            "Ce que vous avez noté depuis la fusion est resté sur la fiche "
            f"« {row.kept} » : vérifiez que c’est la bonne.",
        ],
        facts=[("Entreprises", f"{row.kept}\n{row.dropped}"), ("Commune", row.dropped.city)],
        action=(
            "Voir l’entreprise",
            absolute(reverse("partnerships:relation", args=[row.dropped_id])),
        ),
    )


def host_closed(notice):
    booking = notice.subject
    return MailContent(
        subject=f"L’entreprise a fermé, selon le répertoire : {booking.company}",
        paragraphs=[
            f"D’après le répertoire de l’État, {booking.company} a fermé. Rien n’est annulé : "
            "appelez l’entreprise. Si elle a déménagé, son nouveau SIRET se saisit sur sa fiche ; "
            "si elle n’accueille plus, annulez l’immersion et cherchez une autre place.",
        ],
        facts=facts_of(booking),
        action=("Voir l’immersion", absolute(booking.get_absolute_url())),
    )


def _still_goes(notice):
    booking = notice.subject
    return booking.state in (*PENDING, BookingState.ACCEPTED) and not booking.company.is_active


register(
    NoticeKind(
        "booking.host_closed",
        "Entreprise fermée, immersion à venir",
        "vous suivez cette immersion",
        host_closed,
        _still_goes,
        immediate=Immediate.IN_A_WEEK,
        happens=lambda booking: (booking.starts_on, booking.ends_on),
    )
)
register(
    NoticeKind(
        "company.to_check",
        "Fiche à vérifier par l’entreprise",
        "un établissement scolaire suit votre entreprise",
        to_check,
        lambda notice: notice.subject.is_active and link_url(notice) is not None,
        Topic.OFFERS,
    )
)
register(
    NoticeKind(
        "company.correction",
        "Correction proposée par une entreprise",
        "vous avez demandé à l’entreprise de vérifier sa fiche",
        correction,
        lambda notice: notice.subject.state == CorrectionState.WAITING,
        Topic.ANSWERS,
    )
)
register(
    NoticeKind(
        "company.merged",
        "Deux fiches d’entreprise fusionnées",
        "votre établissement travaille avec cette entreprise",
        merged,
        lambda notice: notice.subject.undone_at is None,
        Topic.NEWS,
    )
)
register(
    NoticeKind(
        "company.separated",
        "Fusion de deux fiches annulée",
        "votre établissement travaille avec l’une de ces entreprises",
        separated,
        topic=Topic.NEWS,
    )
)
