"""The mails of a place given to another person."""

from accounts.models import PersonalLink
from directory.french import moment
from events.calendar import attachment
from events.enums.registration import EntryState, GiftState
from events.models import PlaceGift, SessionEntry
from events.notices.registration import WHY, days_of, hours, url_of
from events.rules.registration import people
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import PARIS, Immediate
from outbox.topics import Topic

PURPOSE = "transmission"
WHY_OTHER = "une personne inscrite à cet événement vous propose sa place"


def _entries(registration, state):
    rows = SessionEntry.objects.filter(registration=registration, state=state).for_lists()
    return list(rows.order_by("session__starts_at", "pk"))


def _sessions(entries):
    return [(entry.session.title or "Date", hours(entry.session)) for entry in entries]


def _link(gift):
    link = PersonalLink.objects.alive().about(gift).filter(purpose=PURPOSE).order_by("-pk").first()
    return link.url if link else absolute(gift.registration.event.get_absolute_url())


def proposed(notice):
    gift = notice.subject
    row = gift.registration
    until = moment(gift.answer_until.astimezone(PARIS), weekday=True)
    return MailContent(
        subject=f"{row.name} vous propose sa place : {row.event}",
        paragraphs=[
            f"Acceptez-la avant le {until} : votre billet arrive ensuite à cette adresse. Jusque-"
            "là, et sans réponse, la place reste celle de la personne qui vous la propose.",
            "Si vous refusez, ou si cette proposition n’est pas pour vous, vous ne recevrez plus "
            "rien au sujet de cet événement. Votre adresse n’a servi qu’à ce message.",
        ],
        facts=[("Événement", str(row.event)), ("Lieu", row.event.place),
               *_sessions(_entries(row, EntryState.CONFIRMED)),
               ("Nombre de personnes", people(row.seats))],
        action=("Accepter ou refuser", _link(gift)),
    )  # fmt: skip


def _to_giver(row, subject, words, entries, **more):
    return MailContent(
        subject=f"{subject} : {row.event}",
        paragraphs=[words],
        facts=[("Événement", str(row.event)), *_sessions(entries)],
        action=("Voir mon inscription", url_of(row)),
        **more,
    )


def given(notice):
    """Its calendar entries are cancelled: those of the other person have their own names."""
    row = notice.subject
    gift = PlaceGift.objects.filter(registration=row, successor=notice.occasion).first()
    entries = _entries(row, EntryState.GIVEN)
    words = f"Votre place est maintenant celle de {gift.name if gift else 'une autre personne'}. "
    words += "Votre billet ne vaut plus ; le fichier joint retire la date de votre agenda."
    files = attachment(entries, cancellation=True)
    return _to_giver(row, "Place transmise", words, entries, attachments=files)


def refused(notice):
    words = "La personne à qui vous proposiez votre place ne la prend pas. Elle reste la vôtre : "
    words += "proposez-la à une autre, ou annulez si vous ne venez pas."
    return _kept(notice, "Proposition refusée", words)


def expired(notice):
    words = "La personne à qui vous proposiez votre place n’a pas répondu à temps. Elle reste la "
    words += "vôtre : proposez-la de nouveau, ou annulez si vous ne venez pas."
    return _kept(notice, "Proposition sans réponse", words)


def _kept(notice, subject, words):
    row = notice.subject
    return _to_giver(row, subject, words, _entries(row, EntryState.CONFIRMED))


def is_proposed(notice):
    return notice.subject.state == GiftState.PROPOSED


def still_holds(notice):
    return notice.subject.entries.confirmed().exists()


# code, label, why, render, relevance, topic, when, span
KINDS = (
    ("gift_proposed", "Place proposée par une personne inscrite", WHY_OTHER, proposed, is_proposed,
     Topic.SECURITY, Immediate.ALWAYS, None),
    ("gift_given", "Place transmise", WHY, given, None, Topic.ACTS, Immediate.IN_A_WEEK, days_of),
    ("gift_refused", "Proposition de place refusée", WHY, refused, still_holds, Topic.ACTS,
     Immediate.IN_A_WEEK, days_of),
    ("gift_expired", "Proposition de place sans réponse", WHY, expired, still_holds, Topic.ACTS,
     Immediate.NEVER, days_of),
)  # fmt: skip
for code, label, why, render, is_relevant, topic, when, span in KINDS:
    register(
        NoticeKind(
            f"events.{code}", label, why, render, is_relevant, topic, when, span, to_oneself=True
        )
    )
