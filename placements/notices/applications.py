"""The mails about applications to offers of placements; no pupil is named in them."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.notice_links import living_link
from partnerships.notices import quoted
from partnerships.wording import day
from placements.enums.applications import ApplicationState
from placements.enums.offers import SHOWN

HOST = "vous répondez pour votre entreprise"
FOLLOWS = "vous suivez les stages de cette classe"
S = ApplicationState


def facts_of(application):
    pupil = application.pupil
    return [
        ("Offre", application.offer.title),
        ("Entreprise", application.offer.host_name),
        ("Établissement", str(pupil.school)),
        ("Classe", str(pupil.class_group)),
        ("Dates", application.period),
    ]


def for_host(notice, subject, *paragraphs, label="Voir la candidature"):
    application, link = notice.subject, living_link(notice)
    page = link.url if link else absolute(application.get_absolute_url())
    return MailContent(
        subject=subject,
        paragraphs=[paragraph for paragraph in paragraphs if paragraph],
        facts=[pair for pair in facts_of(application) if pair[0] != "Classe"],
        action=(label, page),
    )


def for_school(notice, subject, *paragraphs, label="Voir la candidature"):
    application = notice.subject
    return MailContent(
        subject=subject,
        paragraphs=[paragraph for paragraph in paragraphs if paragraph],
        facts=facts_of(application),
        action=(label, absolute(application.get_absolute_url())),
    )


def received(notice):
    """About the offer: those that wait for an answer, together."""
    offer, link = notice.subject, living_link(notice)
    waiting = list(_waiting(offer).select_related("pupil__school").order_by("expires_on"))
    count = len(waiting)
    several = "s" if count > 1 else ""
    schools = dict.fromkeys(str(row.pupil.school) for row in waiting)
    return MailContent(
        subject=f"{count} candidature{several} de stage : {offer.title}",
        paragraphs=[
            f"{count} élève{several} demande{'nt' if several else ''} un stage d’observation "
            f"chez {offer.host_name}.",
            f"Merci de répondre au plus tard le {day(waiting[0].expires_on)} : passé cette date, "
            "la demande est close. Une place n’est prise que si vous acceptez.",
        ],
        facts=[
            ("Offre", offer.title),
            ("Établissement", "\n".join(schools)),
            ("Dates", "\n".join(dict.fromkeys(row.period for row in waiting))),
        ],
        action=("Lire et répondre", link.url if link else absolute(reverse("partnerships:desk"))),
    )


def _waiting(offer):
    return offer.applications.sent().filter(contact_email="")


def accepted(notice):
    application = notice.subject
    return for_school(
        notice,
        f"Candidature acceptée : {application.offer.host_name}",
        "L’entreprise accepte cet élève. Confirmez le stage au plus tard le "
        f"{day(application.expires_on)} : passé cette date, la place est rendue.",
        quoted(application.answer),
        label="Confirmer le stage",
    )


def refused(notice):
    application = notice.subject
    return for_school(
        notice,
        f"Candidature refusée : {application.offer.host_name}",
        f"Motif : {application.get_refusal_reason_display().lower()}.",
        quoted(application.answer),
    )


def expired(notice):
    return for_school(
        notice,
        f"Candidature close : {notice.subject.offer.host_name}",
        "Elle n’a pas reçu de réponse, ou n’a pas été confirmée, dans les quinze jours. "
        "L’élève peut demander une autre offre.",
    )


def retired(notice):
    return for_school(
        notice,
        f"Offre de stage retirée : {notice.subject.offer.title}",
        "Cette offre n’est plus proposée : la candidature est close. L’élève peut demander une "
        "autre offre.",
    )


def transferred(notice):
    return for_host(
        notice,
        f"Candidature de stage à suivre : {notice.subject.offer.title}",
        "Votre collègue vous confie cette candidature.",
        quoted(notice.context.get("words", "")),
        label="Lire et répondre",
    )


def confirmed(notice):
    return for_host(
        notice,
        f"Stage confirmé : {notice.subject.offer.title}",
        "L’établissement confirme le stage que vous avez accepté. Il vous adresse ensuite la "
        "convention à compléter : le stage ne commence qu’une fois celle-ci signée.",
    )


def closed(notice):
    return for_host(
        notice,
        f"Candidature retirée : {notice.subject.offer.title}",
        "Cet élève ne demande plus ce stage, ou en a trouvé un autre : vous n’avez plus rien à "
        "faire, et la place reste libre. Merci de votre attention.",
    )


def lapsed(notice):
    return for_host(
        notice,
        f"Place rendue : {notice.subject.offer.title}",
        "L’établissement n’a pas confirmé dans les quinze jours : la place que vous aviez "
        "accordée est de nouveau libre.",
    )


def cancelled(notice):
    return for_host(
        notice,
        f"Stage annulé : {notice.subject.offer.title}",
        "L’établissement annule ce stage : la place est de nouveau libre.",
    )


def days_of(application):
    return application.starts_on, application.ends_on


def in_state(*states):
    return lambda notice: notice.subject.state in states


def still_asked(notice):
    return notice.subject.state in SHOWN and _waiting(notice.subject).exists()


A, ONCE = Topic.ACTS, Immediate.NEVER
KINDS = (
    ("received", "Candidatures de stage", HOST, received, still_asked, Topic.ANSWERS, ONCE),
    (
        "accepted",
        "Candidature acceptée",
        FOLLOWS,
        accepted,
        in_state(S.ACCEPTED),
        Topic.ANSWERS,
        ONCE,
    ),
    ("refused", "Candidature refusée", FOLLOWS, refused, in_state(S.REFUSED), A, ONCE),
    ("retired", "Offre retirée", FOLLOWS, retired, in_state(S.CLOSED), A, ONCE),
    ("expired", "Candidature sans réponse", FOLLOWS, expired, in_state(S.EXPIRED), A, ONCE),
    (
        "transferred",
        "Candidature confiée",
        HOST,
        transferred,
        in_state(S.SENT, S.ACCEPTED),
        Topic.ANSWERS,
        ONCE,
    ),
    ("confirmed", "Stage confirmé", HOST, confirmed, in_state(S.CONFIRMED), A, ONCE),
    ("closed", "Candidature retirée", HOST, closed, in_state(S.CLOSED, S.WITHDRAWN), A, ONCE),
    ("lapsed", "Place rendue", HOST, lapsed, in_state(S.EXPIRED), A, ONCE),
    (
        "cancelled",
        "Stage annulé",
        HOST,
        cancelled,
        in_state(S.CANCELLED),
        A,
        Immediate.IN_A_WEEK,
    ),
)
for code, label, why, render, is_relevant, topic, immediate in KINDS:
    register(
        NoticeKind(
            f"placement_application.{code}",
            label,
            why,
            render,
            is_relevant,
            topic,
            immediate,
            days_of if immediate != Immediate.NEVER else None,
        )
    )
