"""The reminder of a match that a side has not answered."""

from directory.enums import Rhythm
from outbox.addresses import absolute
from outbox.kinds import MailContent
from partnerships.enums import Side
from partnerships.models import BranchMatch
from partnerships.notices.match import ASKED, match_facts
from partnerships.reminders.waits import own_link
from partnerships.stand_ins import contact
from partnerships.wording import day, in_days
from partnerships.workflow.match_tables import PURPOSES
from reminders.rules import Rule, To, register, their_days


def awaiting_school():
    return BranchMatch.objects.awaiting(Side.GUEST)


def awaiting_company():
    return BranchMatch.objects.awaiting(Side.HOST)


def remind_school(notice):
    return _remind(notice, Side.GUEST)


def remind_company(notice):
    return _remind(notice, Side.HOST)


def _remind(notice, side):
    match, link = notice.subject, own_link(notice, PURPOSES[side])
    last = match.expires_on
    return MailContent(
        f"Toujours sans votre réponse : {match.request.school} et {match.company}",
        [
            f"{match.branch} attend votre oui ou votre non jusqu’au {day(last)}, "
            f"{in_days(last, notice.told_on)}. Sans réponse, la mise en relation est close."
        ],
        match_facts(match),
        ("Lire et répondre", link.url if link else absolute(match.get_absolute_url())),
    )


RULES = (
    Rule(
        code="match.school",
        label="Mise en relation proposée par la branche, à l’établissement",
        why=ASKED,
        subjects=awaiting_school,
        recipients=[To.user("request__created_by", Rhythm.SCHOOL)],
        anchor="expires_on",
        anchor_label="le dernier jour pour répondre",
        offset=their_days(-3),
        render=remind_school,
    ),
    Rule(
        code="match.company",
        label="Mise en relation proposée par la branche, à l’entreprise",
        why=ASKED,
        subjects=awaiting_company,
        recipients=[To(*contact())],
        anchor="expires_on",
        anchor_label="le dernier jour pour répondre",
        offset=their_days(-3),
        render=remind_company,
    ),
)

for rule in RULES:
    register(rule)
