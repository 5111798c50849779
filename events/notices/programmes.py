"""The mails of programmes: a proposal to decide, what became of it."""

from events.enums.programme import EntryState
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic


def facts_of(entry):
    return [
        ("Programme", f"{entry.programme}, {entry.programme.period}"),
        ("Proposition", str(entry)),
        ("Organisateur", entry.organiser),
        ("Dates", entry.period),
    ]


def _mail(subject, *words):
    def render(notice):
        entry = notice.subject
        told = [*words, *([f"Motif : « {entry.reason} »"] if entry.reason else [])]
        address = absolute(entry.get_absolute_url())
        return MailContent(
            f"{subject} : {entry}", told, facts_of(entry), ("Voir la proposition", address)
        )

    return render


def proposed(notice):
    entry = notice.subject
    message = [f"Message : « {entry.message} »"] if entry.message else []
    return MailContent(
        f"Proposition au programme : {entry}",
        ["Cette proposition attend que vous l’acceptiez, ou la refusiez avec un motif.", *message],
        facts_of(entry),
        ("Décider", absolute(entry.get_absolute_url())),
    )


def is_in(*states):
    return lambda notice: notice.subject.state in states


PROPOSED = "vous avez proposé cette entrée au programme"
for kind in (
    NoticeKind(
        "programme.proposed",
        "Proposition à un programme",
        "vous suivez les événements de ce département",
        proposed,
        is_in(EntryState.PROPOSED),
        Topic.ANSWERS,
    ),
    NoticeKind(
        "programme.accept",
        "Proposition à un programme acceptée",
        PROPOSED,
        _mail("Proposition acceptée", "Votre proposition paraît au programme public."),
        is_in(EntryState.ACCEPTED),
    ),
    NoticeKind(
        "programme.refuse",
        "Proposition à un programme refusée",
        PROPOSED,
        _mail("Proposition refusée", "Votre proposition ne paraît pas au programme."),
        is_in(EntryState.REFUSED),
    ),
    NoticeKind(
        "programme.withdraw",
        "Proposition retirée d’un programme",
        PROPOSED,
        _mail("Proposition retirée", "Cette entrée ne paraît plus au programme."),
        is_in(EntryState.WITHDRAWN),
    ),
):
    register(kind)
