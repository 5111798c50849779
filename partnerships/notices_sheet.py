"""The mails about the sheet of a company: it is asked to look, its officer to accept."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.models.corrections import CorrectionState
from partnerships.notices_contract import link_url


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
