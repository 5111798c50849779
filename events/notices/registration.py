"""The mails of registrations to events."""

from django.utils import timezone

from accounts.models import PersonalLink
from directory.french import full_day, hour, moment
from events.calendar import attachment
from events.enums.registration import EntryState
from events.rules.registration import people
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import PARIS, Immediate
from outbox.topics import Topic

PURPOSE = "inscription"
WHY = "vous êtes inscrit à cet événement, ou avez demandé à l’être"
# What became of a session, in the mail that sums a registration up.
BECAME = {
    EntryState.REQUESTED: "l’organisateur décide",
    EntryState.CONFIRMED: "inscription confirmée",
    EntryState.WAITLISTED: "en liste d’attente",
    EntryState.OFFERED: "des places vous sont proposées",
    EntryState.GIVEN: "place transmise à une autre personne",
}


def url_of(registration):
    """Its page: by the personal link of its author."""
    found = PersonalLink.objects.alive().about(registration).filter(purpose=PURPOSE)
    link = found.order_by("-pk").first()
    return link.url if link else absolute(registration.event.get_absolute_url())


def hours(session):
    """« lundi 30 novembre 2026, de 9 h 00 à 12 h 00 »."""
    start, end = (at.astimezone(PARIS) for at in (session.starts_at, session.ends_at))
    day = full_day(start, weekday=True)
    if start.date() != end.date():
        return f"du {moment(start)} au {moment(end)}"
    return f"{day}, de {hour(start)} à {hour(end)}"


def session_facts(entry):
    session, event = entry.session, entry.session.event
    facts = [
        ("Événement", str(event)),
        ("Séance", session.title),
        ("Date", hours(session)),
        ("Lieu", ", ".join(filter(None, (session.room, event.place)))),
        ("Inscription", f"{entry.registration.label}, {people(entry.seats)}"),
    ]
    return [fact for fact in facts if fact[1]]


def _mail(entry, subject, paragraphs, label="Voir mon inscription", attachments=()):
    url = url_of(entry.registration)
    return MailContent(
        subject=f"{subject} : {entry.session.event}",
        paragraphs=paragraphs,
        facts=session_facts(entry),
        action=(label, url),
        attachments=list(attachments),
    )


def _reason(entry):
    return [f"Motif : « {entry.reason} »"] if entry.reason else []


def to_confirm(notice):
    row = notice.subject
    return MailContent(
        subject=f"Confirmez votre inscription : {row.event}",
        paragraphs=[
            "Quelqu’un, sans doute vous, s’est inscrit à cet événement avec cette adresse. Ouvrez "
            "le lien et confirmez : votre place n’est pas gardée avant. Sinon, ne faites rien : "
            "la demande est effacée.",
        ],
        facts=[("Événement", str(row.event)), ("Inscription", f"{row.label}, {people(row.seats)}")],
        action=("Confirmer mon inscription", url_of(row)),
    )


def settled(notice):
    row = notice.subject
    entries = list(row.entries.select_related("session__event").order_by("session__starts_at"))
    sure = [entry for entry in entries if entry.state == EntryState.CONFIRMED]
    url = url_of(row)
    words = [
        "Votre inscription est enregistrée. Sa page donne votre billet, à montrer à l’entrée, et "
        "permet d’annuler : une place que vous n’utilisez pas est rendue à quelqu’un d’autre."
    ]
    if any(entry.state == EntryState.WAITLISTED for entry in entries):
        words.append(
            "Les places manquent : vous êtes en liste d’attente, et prévenu dès qu’il s’en libère."
        )
    lines = [
        (hours(entry.session), f"{entry.session} : {BECAME.get(entry.state, '')}")
        for entry in entries
    ]
    return MailContent(
        subject=f"Votre inscription : {row.event}",
        paragraphs=words,
        facts=[("Inscription", f"{row.label}, {people(row.seats)}"), *lines,
               ("Lieu", row.event.place)],
        action=("Voir mon inscription", url),
        attachments=attachment(sure, url),
    )  # fmt: skip


def confirmed(notice):
    entry = notice.subject
    files = attachment([entry], url_of(entry.registration))
    words = "Votre place est confirmée. Montrez votre billet à l’entrée."
    return _mail(entry, "Inscription confirmée", [words], attachments=files)


def waitlisted(notice):
    words = "Les places manquent : vous êtes en liste d’attente, et prévenu dès qu’il s’en libère."
    return _mail(notice.subject, "Liste d’attente", [words])


def offered(notice):
    entry = notice.subject
    until = moment(timezone.localtime(entry.held_until), weekday=True)
    words = (
        f"{people(entry.seats).capitalize()} : vos places sont libres et gardées jusqu’au {until}. "
        "Prenez-les, ou laissez-les à d’autres ; sans réponse, elles sont proposées ensuite."
    )
    return _mail(entry, f"Des places pour vous jusqu’au {until}", [words], "Répondre")


def expired(notice):
    words = (
        "Les places qui vous étaient proposées sont restées sans réponse : elles vont à d’autres."
    )
    return _mail(notice.subject, "Places reprises", [words])


def declined(notice):
    entry = notice.subject
    words = "L’organisateur ne peut pas retenir votre inscription."
    return _mail(entry, "Inscription refusée", [words, *_reason(entry)])


def cancelled(notice):
    entry = notice.subject
    files = attachment([entry], cancellation=True)
    words = "Cette inscription est annulée ; le fichier joint la retire de votre agenda."
    return _mail(entry, "Inscription annulée", [words, *_reason(entry)], attachments=files)


def moved(notice):
    entry = notice.subject
    sure = [entry] if entry.state == EntryState.CONFIRMED else []
    files = attachment(sure, url_of(entry.registration))
    words = (
        "La date, l’heure ou le lieu ont changé : voici ce qui vaut maintenant. Si vous ne pouvez "
        "plus venir, annulez votre inscription sur sa page."
    )
    return _mail(entry, "Changement", [words], attachments=files)


def again(notice):
    """What its author needs now: to confirm it, or its ticket."""
    return settled(notice) if notice.subject.proved_at else to_confirm(notice)


def is_unproved(notice):
    return notice.subject.proved_at is None


def still_moved(notice):
    """The last change alone is told."""
    entry = notice.subject
    session = entry.session
    now = f"{entry.sequence}.{session.sequence + session.event.sequence}"
    holds = entry.state in (EntryState.CONFIRMED, EntryState.OFFERED)
    return holds and notice.occasion == now


def still_offered(notice):
    entry = notice.subject
    return entry.state == EntryState.OFFERED and notice.occasion == entry.held_until.isoformat()


def last_word(*states):
    """Still in one of these states, and by the change that the notice tells."""

    def is_relevant(notice):
        entry = notice.subject
        return entry.state in states and notice.occasion == str(entry.sequence)

    return is_relevant


def _days(entry):
    return tuple(timezone.localdate(at) for at in (entry.session.starts_at, entry.session.ends_at))


def days_of(registration):
    event = registration.event
    return tuple(timezone.localdate(at) for at in (event.starts_at, event.ends_at))


# code, label, render, relevance, topic, when, span
KINDS = (
    ("registration_to_confirm", "Inscription à confirmer", to_confirm, is_unproved,
     Topic.SECURITY, Immediate.ALWAYS, None),
    ("registration_settled", "Inscription enregistrée", settled, None, Topic.ACTS,
     Immediate.IN_A_WEEK, days_of),
    ("registration_link", "Lien d’une inscription", again, None, Topic.SECURITY,
     Immediate.ALWAYS, None),
    ("entry_confirmed", "Place confirmée", confirmed, last_word(EntryState.CONFIRMED),
     Topic.ACTS, Immediate.IN_A_WEEK, _days),
    ("entry_waitlisted", "Mise en liste d’attente", waitlisted, last_word(EntryState.WAITLISTED),
     Topic.ACTS, Immediate.NEVER, _days),
    ("entry_offered", "Places proposées", offered, still_offered, Topic.ANSWERS,
     Immediate.ALWAYS, _days),
    ("entry_expired", "Proposition expirée", expired, last_word(EntryState.EXPIRED), Topic.ACTS,
     Immediate.NEVER, _days),
    ("entry_declined", "Inscription refusée", declined, last_word(EntryState.DECLINED),
     Topic.ACTS, Immediate.IN_A_WEEK, _days),
    ("entry_cancelled", "Inscription annulée", cancelled, last_word(EntryState.CANCELLED),
     Topic.ACTS, Immediate.IN_A_WEEK, _days),
    ("entry_moved", "Événement déplacé", moved, still_moved, Topic.ACTS, Immediate.IN_A_WEEK,
     _days),
)  # fmt: skip
for code, label, render, is_relevant, topic, when, span in KINDS:
    register(
        NoticeKind(
            f"events.{code}", label, WHY, render, is_relevant, topic, when, span, to_oneself=True
        )
    )
