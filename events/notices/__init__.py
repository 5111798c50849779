"""The mails of the Industrie Cup."""

from django.urls import reverse

from accounts import links
from directory.french import full_day
from events import results
from events.documents import rank_among
from events.enums.cup import TeamState
from events.notices import (
    gifts,  # noqa: F401
    order,  # noqa: F401 declares the mail of the running order
    programmes,  # noqa: F401
    registration,  # noqa: F401
    teams,  # noqa: F401
)
from events.rules.cup import first_day_of_links
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic


def juror_link(notice):
    link = notice.subject
    juror = link.subject
    edition = juror.edition
    first = full_day(first_day_of_links(edition.held_on))
    facts = [
        ("Finale", edition.title),
        ("Date", full_day(edition.held_on, weekday=True)),
        ("Lieu", edition.place),
        ("Jury", str(juror.panel or "")),
    ]
    return MailContent(
        f"Votre lien de juré : {edition.title}",
        [
            "Vous notez les équipes sur votre téléphone ou votre tablette, sans compte. "
            f"Le lien ouvre vos feuilles du {first} au verrouillage des feuilles.",
            "Il est personnel : ne le transmettez à personne. Si vous changez d’appareil, "
            "demandez-en un autre à l’organisation.",
        ],
        [fact for fact in facts if fact[1]],
        ("Ouvrir mes feuilles", link.url),
    )


def still_a_juror(notice):
    link = links.latest(notice.subject)
    juror = link.subject
    alive = link == notice.subject and link.state_at(notice.told_at) == "valid"
    return alive and juror is not None and juror.left_at is None


def published(notice):
    team = notice.subject
    edition = team.edition
    return MailContent(
        f"Le palmarès est publié : {edition.title}",
        [
            "Le classement et les prix sont en ligne. La fiche de résultat de votre équipe, avec "
            "les commentaires du jury, et ses diplômes se téléchargent sur sa page.",
        ],
        [("Finale", edition.title), ("Équipe", str(team))],
        ("Ouvrir la page de l’équipe", absolute(reverse("events:team", args=[team.pk]))),
    )


def host_result(notice):
    """Thanks, and what became of the class; the jury's comments are the team's own."""
    team = notice.subject
    edition = team.edition
    result = results.frozen(edition)
    line = next((one for one in result.lines if one["team"]["id"] == team.pk), None)
    facts = [
        ("Finale", f"{edition.title}, {full_day(edition.held_on, weekday=True)}"),
        ("Classe", str(team)),
        ("Présentation", team.title),
        ("Rang", rank_among(result, line) if line and line["rank"] else ""),
        ("Prix", " ; ".join(result.prizes_of(team.pk))),
    ]
    return MailContent(
        f"Résultat de la classe que vous avez accueillie : {edition.title}",
        [
            "La classe que vous avez accueillie a présenté devant le jury ce qu’elle a découvert "
            "chez vous. Voici son résultat. Merci de lui avoir ouvert vos portes.",
        ],
        [fact for fact in facts if fact[1]],
        ("Lire le palmarès", absolute(edition.get_absolute_url())),
    )


def host_still_concerned(notice):
    team = notice.subject
    return team.edition.shows_result and team.state != TeamState.WITHDRAWN


def is_published(notice):
    return notice.subject.edition.shows_result


register(
    NoticeKind(
        "cup.juror_link",
        "Lien d’un juré de l’Industrie Cup",
        "vous êtes membre d’un jury",
        juror_link,
        still_a_juror,
        Topic.ANSWERS,
        to_oneself=True,
    )
)
register(
    NoticeKind(
        "cup.published",
        "Palmarès de l’Industrie Cup publié",
        "une équipe de votre classe a participé",
        published,
        is_published,
        Topic.NEWS,
    )
)
register(
    NoticeKind(
        "cup.host_result",
        "Résultat d’une classe accueillie",
        "vous avez accueilli une classe qui a participé à la finale",
        host_result,
        host_still_concerned,
        Topic.NEWS,
    )
)
