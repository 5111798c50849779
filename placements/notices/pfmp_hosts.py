"""The mails about places asked of companies, and those to families; no pupil is named."""

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.notice_links import living_link
from partnerships.notices import quoted
from partnerships.wording import day
from placements.enums.hosts import AskState


def facts_of(ask):
    """What a company reads of a request for places; no pupil is named."""
    period = ask.request.period
    return [
        ("Établissement", str(ask.request.school)),
        ("Formation", str(period.class_group.diploma or period.class_group)),
        ("Dates", f"du {day(period.starts_on)} au {day(period.ends_on)}"),
    ]


def asked(notice):
    ask, link = notice.subject, living_link(notice)
    request, group = ask.request, ask.request.period.class_group
    return MailContent(
        subject=f"Accueillir des élèves en entreprise : {group.diploma or group}",
        paragraphs=[
            f"{request.school} cherche des entreprises pour ses élèves. Dites en un clic combien "
            f"vous pouvez en accueillir, ou que ce n’est pas possible, avant le "
            f"{day(request.answers_by)}.",
            quoted(request.message),
            *([quoted(notice.context["words"])] if notice.context.get("words") else []),
        ],
        facts=facts_of(ask),
        action=("Répondre", link.url if link else absolute(ask.get_absolute_url())),
    )


def answered(notice):
    ask = notice.subject
    period = ask.request.period
    if ask.state == AskState.ACCEPTED:
        places = f"{ask.places} élève{'s' if ask.places > 1 else ''}"
        subject = f"{ask.company} accueille {places}"
        text = f"Attribuez ces places aux élèves de la {period.whom}."
    else:
        subject = f"{ask.company} ne peut pas accueillir d’élèves"
        text = f"C’était pour la {period.whom}."
    return MailContent(
        subject=subject,
        paragraphs=[part for part in (text, quoted(ask.comment)) if part],
        facts=[("Dates", f"du {day(period.starts_on)} au {day(period.ends_on)}")],
        action=("Voir les réponses", absolute(ask.request.get_absolute_url())),
    )


def family_message(notice):
    """What the school wrote, with the class and the dates; the family is known to it."""
    pupil = notice.subject
    return MailContent(
        subject=notice.context["subject"],
        paragraphs=[part for part in notice.context["text"].splitlines() if part.strip()],
        facts=[("Établissement", str(pupil.school))],
    )


def host_message(notice):
    """What the school wrote to who follows its pupils at a host's."""
    period = notice.subject
    return MailContent(
        subject=notice.context["subject"],
        paragraphs=[part for part in notice.context["text"].splitlines() if part.strip()],
        facts=[
            ("Établissement", str(period.school)),
            ("Dates", f"du {day(period.starts_on)} au {day(period.ends_on)}"),
        ],
    )


def still_asked(notice):
    return notice.subject.state == AskState.SENT


def has_answered(notice):
    return notice.subject.state in (AskState.ACCEPTED, AskState.REFUSED)


def still_there(notice):
    return notice.subject.left_on is None


COMPANY = "un établissement vous demande d’accueillir ses élèves"
ASKED = "vous avez demandé ces places"
FAMILY = "vous êtes la famille d’un élève de l’établissement"
HOST = "vous accueillez des élèves de l’établissement"
KINDS = (
    ("asked", "Demande de places de PFMP", COMPANY, asked, still_asked, Topic.ANSWERS),
    ("answered", "Réponse d’une entreprise", ASKED, answered, has_answered, Topic.ACTS),
    ("family_message", "Message aux familles", FAMILY, family_message, still_there, Topic.ACTS),
    ("host_message", "Message aux accueillants", HOST, host_message, None, Topic.ACTS),
)
for code, label, why, render, is_relevant, topic in KINDS:
    register(
        NoticeKind(f"pfmp.{code}", label, why, render, is_relevant, topic, Immediate.NEVER, None)
    )
