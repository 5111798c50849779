"""The mails of a branch: its call to past hosts, and the matches that it proposes."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.enums import BookingState, MatchState, Side
from partnerships.notices.contract import link_url
from partnerships.wording import day, facts_of
from partnerships.workflow.match_people import AGAIN

ASKED = "la branche professionnelle vous propose cette mise en relation"
BRANCH = "votre branche a proposé cette mise en relation"
BOTH = "vous suivez cette mise en relation"


def match_facts(match):
    """What both sides read before they answer: no name of a pupil, nor of a contact."""
    request = match.request
    group = match.class_group
    who = f"{group.name}, " if group else ""
    size = match.girls + match.boys + match.unspecified or request.size
    return [
        ("Branche", str(match.branch)),
        ("Établissement", str(request.school)),
        ("Classe", f"{who}{request.get_level_display()}, {size} élèves"),
        ("Entreprise", f"{match.company}, {match.company.site_name}"),
        ("Dates", match.days),
    ]


def page(notice, label):
    """By the link of who reads, else the page of the match."""
    return (label, link_url(notice) or absolute(notice.subject.get_absolute_url()))


LEFT = (
    "L’entreprise a dit oui. Votre établissement l’avait dit aussi, par une personne qui n’y est "
    "plus : votre oui suffit pour que l’immersion soit enregistrée."
)


def asked(notice):
    match = notice.subject
    words = [f"Message de la branche : « {match.message} »"] if match.message else []
    if notice.occasion == AGAIN:
        words.insert(0, LEFT)
    return MailContent(
        f"{match.request.school} et {match.company} : une classe en entreprise ?",
        [
            f"{match.branch} propose de réunir cet établissement, qui cherche une entreprise, et "
            "cette entreprise. Chacun répond de son côté ; quand les deux ont dit oui, "
            "l’immersion est enregistrée et sa convention s’ouvre.",
            f"Votre réponse est attendue jusqu’au {day(match.expires_on)}.",
            *words,
        ],
        match_facts(match),
        page(notice, "Lire et répondre"),
    )


def transferred(notice):
    match, words = notice.subject, notice.context.get("words")
    return MailContent(
        f"À suivre : {match.request.school} et {match.company}, une classe en entreprise ?",
        [
            f"Votre collègue vous confie la réponse. {match.branch} propose de réunir cet "
            "établissement et votre entreprise ; elle est attendue jusqu’au "
            f"{day(match.expires_on)}.",
            *([f"Son message : « {words} »"] if words else []),
        ],
        match_facts(match),
        page(notice, "Lire et répondre"),
    )


def answered(notice):
    match = notice.subject
    return MailContent(
        f"Un premier oui : {match.request.school} et {match.company}",
        [f"La réponse de {match.awaited} est attendue jusqu’au {day(match.expires_on)}."],
        match_facts(match),
        page(notice, "Voir la mise en relation"),
    )


def concluded(notice):
    match = notice.subject
    return MailContent(
        f"Mise en relation conclue : {match.request.school} et {match.company}",
        ["L’établissement et l’entreprise ont dit oui : l’immersion est enregistrée, sa "
        "convention s’ouvre."],
        match_facts(match),
        ("Voir l’immersion", absolute(match.booking.get_absolute_url())),
    )  # fmt: skip


def ended_in_words(match):
    """Why it ended without an immersion, as a sentence."""
    if match.state == MatchState.REFUSED:
        who = "L’établissement" if match.ended_by_side == Side.GUEST else "L’entreprise"
        return f"{who} a dit non : « {match.reason} »"
    if match.state == MatchState.WITHDRAWN:
        why = f" : « {match.reason} »" if match.reason else "."
        return f"La branche l’a retirée{why}"
    if match.state == MatchState.EXPIRED:
        return f"Les réponses étaient attendues jusqu’au {day(match.expires_on)}."
    return "L’établissement ne cherche plus d’entreprise pour cette classe."


def ended(notice):
    match = notice.subject
    return MailContent(
        f"Mise en relation sans suite : {match.request.school} et {match.company}",
        [ended_in_words(match)],
        match_facts(match),
        page(notice, "Voir la mise en relation"),
    )


def matched(notice):
    booking = notice.subject
    url = link_url(notice) or absolute(booking.get_absolute_url())
    return MailContent(
        f"C’est convenu : {booking.school} vient {day(booking.starts_on)}",
        ["Vous avez dit oui, l’établissement aussi : l’immersion est enregistrée. Sa page vous "
        "dit où elle en est et qui appeler."],
        facts_of(booking),
        ("Voir l’immersion", url),
    )  # fmt: skip


def called(notice):
    row = notice.subject
    call = row.call
    words = [f"Message de la branche : « {call.words} »"] if call.words else []
    return MailContent(
        f"Accueillir une classe en {call.school_year} : votre réponse",
        [
            f"Vous avez déjà ouvert vos portes à des élèves. {call.branch} vous invite à recevoir "
            "une classe trois jours : dites quand, et combien d’élèves, ou que ce ne sera pas "
            f"cette année. La réponse est attendue jusqu’au {day(call.offers_until)}.",
            *words,
        ],
        [("Entreprise", str(row.company)), ("Branche", str(call.branch))],
        ("Répondre à l’appel", link_url(notice)) if link_url(notice) else None,
    )


def replied(notice):
    row = notice.subject
    words = [f"Message : « {row.message} »"] if row.message else []
    return MailContent(
        f"Réponse à votre appel : {row.company}",
        [f"{row.company} : {row.in_words}.", *words],
        [("Entreprise", f"{row.company}, {row.company.site_name}")],
        ("Voir le suivi de la branche", absolute(reverse("partnerships:branch_desk"))),
    )


def _is_open(notice):
    return notice.subject.state == MatchState.PROPOSED


def _is_accepted(notice):
    return notice.subject.state == BookingState.ACCEPTED


KINDS = [
    (
        "branch.call.host",
        "Appel annuel de la branche, à un ancien accueillant",
        "vous avez déjà publié une offre d’accueil",
        called,
        lambda notice: notice.subject.says_yes is None,
        Topic.OFFERS,
    ),
    (
        "branch.call.replied",
        "Réponse d’une entreprise à l’appel",
        "votre branche a lancé cet appel",
        replied,
        None,
        Topic.NEWS,
    ),
    ("match.asked", "Mise en relation proposée", ASKED, asked, _is_open, Topic.ANSWERS),
    ("match.transferred", "Mise en relation confiée", ASKED, transferred, _is_open, Topic.ANSWERS),
    ("match.answered", "Mise en relation : un premier oui", BRANCH, answered, _is_open, Topic.NEWS),
    ("match.concluded", "Mise en relation conclue", BOTH, concluded, None, Topic.NEWS),
    ("match.ended", "Mise en relation sans suite", BOTH, ended, None, Topic.ACTS),
    (
        "booking.matched",
        "Immersion convenue par une mise en relation",
        "vous accueillez cette immersion",
        matched,
        _is_accepted,
        Topic.ACTS,
    ),
]

for code, label, why, render, is_relevant, topic in KINDS:
    register(NoticeKind(code, label, why, render, is_relevant, topic))
