"""The mails about places asked of companies, and those to families; no pupil is named."""

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic as T
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
            f"vous pouvez en accueillir, ou que ce n’est pas possible, jusqu’au "
            f"{day(request.answers_by)} : sans réponse, la demande est ensuite close.",
            quoted(request.message),
            *([quoted(notice.context["words"])] if notice.context.get("words") else []),
        ],
        facts=facts_of(ask),
        action=("Répondre", link.url if link else absolute(ask.get_absolute_url())),
    )


def prolonged(notice):
    ask, link = notice.subject, living_link(notice)
    return MailContent(
        subject=f"Il est encore temps : {ask.request.school} cherche des entreprises",
        paragraphs=[
            "Nous n’avons pas eu votre réponse. L’établissement vous laisse jusqu’au "
            f"{day(ask.request.answers_by)} pour dire combien d’élèves vous pouvez accueillir, ou "
            "que ce n’est pas possible.",
            quoted(ask.request.message),
        ],
        facts=facts_of(ask),
        action=("Répondre", link.url if link else absolute(ask.get_absolute_url())),
    )


def expired(notice):
    """To who asked: those that did not answer in time, together."""
    request = notice.subject
    names = [str(ask.company) for ask in _expired(request).select_related("company")]
    several = len(names) > 1
    return MailContent(
        subject=f"Places de PFMP : {len(names)} entreprise{'s' if several else ''} sans réponse",
        paragraphs=[
            f"{'Elles n’ont' if several else 'Elle n’a'} pas répondu au "
            f"{day(request.answers_by)} pour la {request.period.whom}. La demande est close ; vous "
            "pouvez leur laisser plus de temps, ou en solliciter d’autres.",
        ],
        facts=[("Sans réponse", "\n".join(names))],
        action=("Voir les réponses", absolute(request.get_absolute_url())),
    )


def _expired(request):
    return request.asks.filter(state=AskState.EXPIRED).order_by("company__sort_key", "pk")


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


def is_expired(notice):
    return _expired(notice.subject).exists()


def has_answered(notice):
    return notice.subject.state in (AskState.ACCEPTED, AskState.REFUSED)


def still_there(notice):
    return notice.subject.left_on is None


COMPANY = "un établissement vous demande d’accueillir ses élèves"
ASKED = "vous avez demandé ces places"
FAMILY = "vous êtes la famille d’un élève de l’établissement"
HOST = "vous accueillez des élèves de l’établissement"
KINDS = (
    ("asked", "Demande de places de PFMP", COMPANY, asked, still_asked, T.ANSWERS),
    ("prolonged", "Demande de places, délai prolongé", COMPANY, prolonged, still_asked, T.ANSWERS),
    ("expired", "Demande de places sans réponse", ASKED, expired, is_expired, T.ACTS),
    ("answered", "Réponse d’une entreprise", ASKED, answered, has_answered, T.ACTS),
    ("family_message", "Message aux familles", FAMILY, family_message, still_there, T.ACTS),
    ("host_message", "Message aux accueillants", HOST, host_message, None, T.ACTS),
)
for code, label, why, render, is_relevant, topic in KINDS:
    register(
        NoticeKind(f"pfmp.{code}", label, why, render, is_relevant, topic, Immediate.NEVER, None)
    )
