"""Reminders of events to those whose place is confirmed: a week before, the day before."""

from django.db.models import Q

from events.calendar import attachment
from events.enums import EventState
from events.models import SessionEntry
from events.notices.registration import session_facts, url_of
from outbox.kinds import MailContent
from outbox.topics import Topic
from reminders.rules import Rule, To, at_school_if, days, register

PERSON = To(
    email="registration__email",
    name="registration__name",
    user_id="registration__user",
    rhythm=at_school_if(Q(registration__school__isnull=False)),
)


def expected():
    """Confirmed places of sessions that take place."""
    rows = SessionEntry.objects.confirmed().for_lists()
    return rows.filter(
        session__cancelled_at=None, session__event__state=EventState.PUBLISHED, present=None
    )


def coming(notice):
    entry = notice.subject
    url = url_of(entry.registration)
    return MailContent(
        subject=f"Rappel : {entry.session.event}",
        paragraphs=[
            "Vous êtes attendu à cet événement. Votre billet est sur la page de l’inscription. Si "
            "vous ne venez pas, annulez : votre place est rendue à quelqu’un d’autre."
        ],
        facts=session_facts(entry),
        action=("Ouvrir mon billet", url),
        attachments=attachment([entry], url),
    )


for number, label, follower in (
    (7, "Une semaine avant un événement", "events.entry.j1"),
    (1, "La veille d’un événement", ""),
):
    register(
        Rule(
            code=f"events.entry.j{number}",
            label=label,
            why="vous êtes inscrit à cet événement",
            subjects=expected,
            recipients=[PERSON],
            anchor="session__starts_at",
            anchor_label="le début de la séance",
            offset=days(-number),
            render=coming,
            follower=follower,
            topic=Topic.COMING,
        )
    )
