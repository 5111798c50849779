"""Reminder to a company that has not said how many pupils it takes in a period."""

from accounts.models import PersonalLink
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.stand_ins import contact
from partnerships.wording import day
from placements.enums.hosts import AskState
from placements.models import HostAsk
from placements.notices.pfmp_hosts import COMPANY, facts_of
from placements.workflow.pfmp_requests import PURPOSE
from reminders.rules import Rule, To, days, register

WAIT = 7
# The contact of a request for places has no name of its own.
EMAIL, NAME = contact(name="company__name")


def unanswered():
    return HostAsk.objects.filter(state=AskState.SENT)


def waiting(notice):
    ask = notice.subject
    return MailContent(
        subject=f"{ask.request.school} attend votre réponse",
        paragraphs=[
            "Dites combien d’élèves vous pouvez accueillir, ou que ce n’est pas possible, jusqu’au "
            f"{day(ask.request.answers_by)} : passé cette date, la demande est close. Un refus "
            "aussi rend service."
        ],
        facts=facts_of(ask),
        action=("Répondre", _page(notice)),
    )


def _page(notice):
    """The link of this address, else the page of those with an account."""
    ask = notice.subject
    links = PersonalLink.objects.alive(notice.told_at).about(ask).filter(purpose=PURPOSE)
    link = links.filter(holder_email=notice.recipient_email).first()
    return link.url if link else absolute(ask.get_absolute_url())


register(
    Rule(
        code="pfmp.unanswered",
        label="Demande de places de stage sans réponse, à l’entreprise",
        why=COMPANY,
        subjects=unanswered,
        recipients=[To(EMAIL, NAME)],
        anchor="request__sent_at",
        anchor_label="l’envoi de la demande",
        offset=days(WAIT),
        render=waiting,
        until="request__answers_by",
    )
)
