"""Kinds of notices of the tests, and a subject that needs no upper floor."""

from django.contrib.contenttypes.models import ContentType

from outbox.kinds import MailContent, NoticeKind, register
from outbox.recipients import Recipient

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


_kind("plain", plain)
_kind("context", lambda notice: MailContent("Avis", [f"Numéro {notice.context['number']}."]))
_kind("code", code, sensitive=True)
_kind("hostile", hostile)
_kind("invitation", invitation)
_kind("broken", broken)
_kind("conditional", plain, is_relevant=lambda notice: relevant["answer"])


def a_subject():
    """Any row will do: a content type has neither owner nor rules."""
    return ContentType.objects.order_by("pk").first()
