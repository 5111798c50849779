"""Kinds of notices of the tests, and a subject that needs no upper floor."""

from django.contrib.contenttypes.models import ContentType

from outbox.kinds import MailContent, NoticeKind, register
from outbox.recipients import Recipient
from outbox.rules import Immediate
from outbox.topics import Topic

CAMILLE = Recipient("camille.martin@college.example", "Camille Martin")

relevant = {"answer": True}


def plain(notice):
    return MailContent(
        subject="Votre demande est acceptée",
        paragraphs=["L’entreprise Métallerie d’Òc vous accueille."],
        facts=[("Dates", "du 12 au 14 janvier 2027")],
        action=("Voir la demande", "http://localhost:8000/immersions/demandes/7/"),
    )


def code(notice):
    return MailContent(subject="Votre code", paragraphs=[f"Votre code : {notice.secret}"])


def hostile(notice):
    return MailContent(
        subject="Objet\r\nBcc: espion@pirate.example",
        paragraphs=["<script>alert(1)</script>"],
        facts=[("Nom", "<b>gras</b>")],
        attachments=[("plan\r\nX-Evil: oui.pdf", "application/pdf", b"%PDF-1.7")],
    )


def invitation(notice):
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    return MailContent(
        subject="Réunion",
        paragraphs=["À bientôt."],
        attachments=[("reunion.ics", "text/calendar; method=REQUEST", calendar)],
    )


def broken(notice):
    raise LookupError("no such template")


def _kind(name, render, **options):
    register(NoticeKind(f"test.{name}", name, "vous suivez cet essai", render, **options))


def _at_once(name, render, **options):
    _kind(name, render, immediate=Immediate.ALWAYS, **options)


def daily(notice):
    return MailContent(
        subject=f"Avis {notice.occasion}",
        paragraphs=["Lisez-moi."],
        action=("Voir", f"http://localhost:8000/avis/{notice.occasion}/"),
    )


def days_of(subject):
    return span["days"]


span = {"days": None}

_at_once("plain", plain)
_at_once("context", lambda notice: MailContent("Avis", [f"Numéro {notice.context['number']}."]))
_kind("code", code, sensitive=True)
_at_once("hostile", hostile)
_at_once("invitation", invitation)
_at_once("broken", broken)
_at_once("conditional", plain, is_relevant=lambda notice: relevant["answer"])

# Those of a digest.
_kind("daily", daily)
_kind("daily.answer", daily, topic=Topic.ANSWERS)
_kind("daily.news", daily, topic=Topic.NEWS)
_kind("daily.broken", broken)
_kind("daily.conditional", daily, is_relevant=lambda notice: relevant["answer"])
_kind("held", daily, topic=Topic.NEWS)
_kind("held.briefly", daily, patience=2)
_kind("held.dated", daily, topic=Topic.NEWS, happens=days_of)
_kind("held.conditional", daily, topic=Topic.NEWS, is_relevant=lambda notice: relevant["answer"])
_kind("dated", daily, happens=days_of)
_kind("changed", daily, happens=days_of, immediate=Immediate.IN_A_WEEK)
_kind("alert", daily, to_oneself=True)


def a_subject():
    """Any row will do: a content type has neither owner nor rules."""
    return ContentType.objects.order_by("pk").first()
