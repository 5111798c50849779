"""The mail of the running order: only to the classes whose passage a version changes."""

from django.urls import reverse

from directory.french import full_day
from events import running_order
from events.enums.cup import COMING, TeamState
from events.rules.order import in_words
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic


def passage(notice):
    team = notice.subject
    edition, before = team.edition, notice.context["before"]
    line = running_order.version(edition, notice.context["version"]).of(team.pk)
    facts = [
        ("Finale", f"{edition.title}, {full_day(edition.held_on, weekday=True)}"),
        ("Lieu", edition.place),
        ("Équipe", str(team)),
        ("Passage", in_words(line)),
        ("Auparavant", before),
    ]
    words = (
        "Le passage de votre classe change. Voici le nouveau."
        if before
        else "L’ordre de passage de la finale est publié. Voici le passage de votre classe."
    )
    return MailContent(
        f"{'Nouveau passage' if before else 'Passage de votre classe'} : {edition.title}",
        [words],
        [fact for fact in facts if fact[1]],
        ("Ouvrir l’ordre de passage", absolute(reverse("events:running_order", args=[edition.pk]))),
    )


def still_passes_then(notice):
    """Not once another version, which tells it itself, has moved the team again."""
    team = notice.subject
    if team.state == TeamState.WITHDRAWN or team.edition.state not in COMING:
        return False
    told = running_order.version(team.edition, notice.context["version"])
    last = running_order.last_version(team.edition)
    return in_words(told.of(team.pk)) == in_words(last.of(team.pk))


register(
    NoticeKind(
        "cup.passage",
        "Passage d’une équipe à l’Industrie Cup",
        "votre classe participe à la finale",
        passage,
        still_passes_then,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        happens=lambda team: (team.edition.held_on, team.edition.held_on),
    )
)
