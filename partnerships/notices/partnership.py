"""The mails to who follows a partnership: signed by all, sent back, refused."""

from documents.models import Correction, Signatory
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.enums.relation import PartnershipState
from partnerships.wording import period_between

S = PartnershipState
WHY = "vous suivez ce partenariat"


def facts_of(row):
    return [
        ("Partenaire", str(row.party)),
        ("Nature", row.get_kind_display()),
        ("Objet", row.title),
        ("Tenu par", row.holder_name),
        ("Dates", period_between(row.starts_on, row.ends_on)),
    ]


def page_of(row):
    return ("Ouvrir le partenariat", absolute(row.get_absolute_url()))


def signed(notice):
    row = notice.subject
    return MailContent(
        subject=f"Partenariat signé par tous : {row.party}",
        paragraphs=[
            "Toutes les parties ont signé : le partenariat est en vigueur, et sa convention "
            "scellée se télécharge depuis sa page.",
        ],
        facts=facts_of(row),
        action=page_of(row),
    )


def sent_back(notice):
    row = notice.subject
    asked = Correction.objects.open().about(row)
    return MailContent(
        subject=f"Convention à corriger : {row.party}",
        paragraphs=[
            "Un signataire demande des corrections avant de signer. Rien de ce qui était saisi "
            "n’est perdu : corrigez, puis remettez la convention à la signature.",
        ],
        facts=[*facts_of(row), *((one.label, one.text) for one in asked)],
        action=page_of(row),
    )


def refused(notice):
    row = notice.subject
    who = Signatory.objects.get(pk=notice.context["signatory"])
    return MailContent(
        subject=f"Signature refusée : partenariat avec {row.party}",
        paragraphs=[
            "Une partie a refusé de signer. Appelez-la : la convention reste ouverte, elle peut "
            "être signée plus tard ou reprise pour être modifiée.",
        ],
        facts=[
            *facts_of(row),
            ("Signataire", f"{who.name}, {who.label}"),
            ("Motif", who.refusal_reason),
        ],
        action=page_of(row),
    )


def still_refused(notice):
    who = Signatory.objects.filter(pk=notice.context["signatory"]).first()
    return notice.subject.state == S.SIGNING and who is not None and who.has_refused


for kind in (
    NoticeKind("partnership.signed", "Partenariat signé par tous", WHY, signed, topic=Topic.NEWS),
    NoticeKind(
        "partnership.sent_back",
        "Convention de partenariat renvoyée pour correction",
        WHY,
        sent_back,
        lambda notice: Correction.objects.open().about(notice.subject).exists(),
        Topic.ANSWERS,
    ),
    NoticeKind(
        "partnership.refused",
        "Signature d’un partenariat refusée",
        WHY,
        refused,
        still_refused,
    ),
):
    register(kind)
