"""The reminder of other dates that wait for their answer (R-CEE-5), to the side that is asked."""

from dataclasses import replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, OuterRef, Q, Subquery, When

from accounts.models import PersonalLink
from directory.enums import Rhythm
from outbox.kinds import MailContent
from partnerships.enums import Side
from partnerships.models import Booking, DateChange
from partnerships.notices import booking_page, quoted, short
from partnerships.notices.moves import proposer
from partnerships.stand_ins import contact
from partnerships.wording import day, facts_of, in_days, period_of
from partnerships.workflow.tables import ANSWER_PURPOSE, GUEST_PURPOSE
from reminders.rules import Rule, To, at_school_if, register, their_days


def asked_of_host():
    return DateChange.objects.open().filter(side=Side.GUEST)


def asked_of_guest():
    """With the address of a visiting company that answers by its link."""
    links = PersonalLink.objects.not_taken_back().filter(
        purpose=GUEST_PURPOSE,
        subject_type=ContentType.objects.get_for_model(Booking),
        subject_id=OuterRef("booking"),
    )
    rows = DateChange.objects.open().filter(side=Side.HOST).order_by()
    first = links.order_by("pk")
    return rows.annotate(
        by_link=Subquery(first.values("holder_email")[:1]),
        link_name=Subquery(first.values("holder_name")[:1]),
    )


def _link(notice):
    """The living link of its recipient; None for who has an account."""
    mine = PersonalLink.objects.alive(notice.told_at).about(notice.subject.booking)
    mine = mine.filter(purpose__in=(ANSWER_PURPOSE, GUEST_PURPOSE))
    return mine.filter(holder_email=notice.recipient_email).first()


def answer_dates(notice):
    change = notice.subject
    booking, last = change.booking, change.expires_on
    others = [fact for fact in facts_of(booking) if fact[0] != "Dates"]
    return MailContent(
        subject=f"Autre date : réponse attendue ({short(booking)})",
        paragraphs=[
            f"{proposer(change)} vous a proposé d’autres dates et attend votre réponse jusqu’au "
            f"{day(last)}, {in_days(last, notice.told_on)}. Sans réponse, les dates prévues sont "
            "gardées.",
            *filter(None, [quoted(change.message)]),
        ],
        facts=[
            ("Autres dates", period_of(change)),
            ("Dates prévues", period_of(change.former)),
            *others,
        ],
        action=booking_page(booking, _link(notice), "Accepter ou refuser ces dates"),
    )


AT_SCHOOL = at_school_if(Q(booking__school__isnull=False))
# Whoever asked for it may have left since.
ASKER = replace(
    To.user("booking__requested_by", AT_SCHOOL),
    email=Case(When(booking__requested_by__is_active=True, then=F("booking__requested_by__email"))),
)
for code, who, subjects, recipients in (
    (
        "host",
        "à la structure d’accueil",
        asked_of_host,
        [
            To(
                *contact("booking__"),
                rhythm=at_school_if(Q(booking__host_school__isnull=False)),
            )
        ],
    ),
    (
        "guest",
        "au demandeur",
        asked_of_guest,
        [
            To.user("booking__teacher", Rhythm.SCHOOL),
            ASKER,
            To(email="by_link", name="link_name"),
        ],
    ),
):
    register(
        Rule(
            code=f"booking.dates.{code}",
            label=f"Autre date sans réponse, {who}",
            why="une autre date vous a été proposée",
            subjects=subjects,
            recipients=recipients,
            anchor="proposed_at",
            anchor_label="la proposition d’autres dates",
            offset=their_days(4),
            render=answer_dates,
            until="expires_on",
        )
    )
