"""Reminders to a host that has not answered an application."""

from django.db.models import Case, F, When
from django.urls import reverse

from accounts.models import PersonalLink
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.stand_ins import contact
from partnerships.wording import day
from placements.models import PlacementApplication
from placements.notices.applications import HOST, facts_of
from placements.workflow.offer_tables import ANSWER_PURPOSE
from reminders.rules import Rule, To, days, register

WAITS = (7, 12)
EMAIL, NAME = contact("offer__")


def unanswered():
    return PlacementApplication.objects.sent()


def _of_offer(expression, own):
    """The contact of the offer, or the colleague whom the application was passed to."""
    return Case(When(contact_email="", then=expression), default=F(own))


def waiting(notice):
    application = notice.subject
    return MailContent(
        subject=f"Candidature de stage à traiter : {application.offer.title}",
        paragraphs=[
            f"Cet élève attend votre réponse. Passé le {day(application.expires_on)}, sa demande "
            "est close. Un refus aussi lui rend service : il cherche ailleurs."
        ],
        facts=[pair for pair in facts_of(application) if pair[0] != "Classe"],
        action=("Lire et répondre", _page(notice)),
    )


def _page(notice):
    """The link of this address, else the page of those with an account."""
    application = notice.subject
    alive = PersonalLink.objects.alive(notice.told_at).filter(
        purpose=ANSWER_PURPOSE, holder_email=notice.recipient_email
    )
    about = application if application.contact_email else application.offer
    link = alive.about(about).first()
    return link.url if link else absolute(reverse("placements:application", args=[application.pk]))


for wait, rank in zip(WAITS, ("premier rappel", "dernier rappel"), strict=True):
    register(
        Rule(
            code=f"placement_application.unanswered.{wait}",
            label=f"Candidature de stage sans réponse, à l’entreprise ({rank})",
            why=HOST,
            subjects=unanswered,
            recipients=[To(_of_offer(EMAIL, "contact_email"), _of_offer(NAME, "contact_name"))],
            anchor="sent_at",
            anchor_label="l’envoi de la candidature",
            offset=days(wait),
            render=waiting,
            until="expires_on",
            follower=f"placement_application.unanswered.{WAITS[1]}" if wait == WAITS[0] else "",
        )
    )
