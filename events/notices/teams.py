"""The mails of a team: let in or taken out by the organisers, withdrawn by its school."""

from directory.french import full_day
from events.enums.cup import COMING, TeamState
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic

# What the mail says of the state that the team was given.
SAID = {
    TeamState.ADMITTED: (
        "Votre classe est admise à la finale",
        "L’organisation admet votre classe à la finale. Le motif est imprimé dans le procès-verbal "
        "du jury.",
    ),
    TeamState.WITHDRAWN: (
        "Votre classe est retirée de la finale",
        "L’organisation a retiré votre classe de la finale. Si c’est une erreur, répondez-lui sans "
        "attendre.",
    ),
}


def _facts(team):
    edition = team.edition
    return [
        ("Finale", f"{edition.title}, {full_day(edition.held_on, weekday=True)}"),
        ("Équipe", str(team)),
        ("Motif", team.state_reason),
    ]


def decided(notice):
    team = notice.subject
    subject, words = SAID[team.state]
    action = ("Ouvrir la page de l’équipe", absolute(team.get_absolute_url()))
    return MailContent(f"{subject} : {team.edition}", [words], _facts(team), action)


def left(notice):
    team = notice.subject
    words = (
        "L’établissement a retiré cette équipe. Son passage est libre : si l’ordre était annoncé, "
        "publiez-le de nouveau."
    )
    action = ("Ouvrir la page de l’équipe", absolute(team.get_absolute_url()))
    return MailContent(f"Une équipe se retire : {team.edition}", [words], _facts(team), action)


def still_so(notice):
    """Not once the state that is told has changed again."""
    team = notice.subject
    return team.state == notice.occasion and team.edition.state in COMING


for code, label, why, render in (
    ("team_decided", "Équipe admise ou retirée", "votre classe est inscrite à la finale", decided),
    ("team_left", "Équipe qui se retire", "vous organisez cette finale", left),
):
    register(
        NoticeKind(
            f"cup.{code}",
            label,
            why,
            render,
            still_so,
            Topic.ACTS,
            Immediate.IN_A_WEEK,
            happens=lambda team: (team.edition.held_on, team.edition.held_on),
        )
    )
