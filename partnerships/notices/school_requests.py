"""The mails about school requests: who is asked, what was answered, what became of it."""

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.topics import Topic
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import AnswerKind, AnswerState, RequestState
from partnerships.notices.contract import link_url
from partnerships.wording import day

ASKED = "vous accueillez des élèves, ou suivez ceux qui en accueillent, dans ce territoire"
SCHOOL = "votre établissement a publié cet appel"
ANSWERER = "vous avez répondu à cet appel"
HEAD = "vous dirigez l’établissement qui publie cet appel"


def request_of(subject):
    """The request of a notice: its subject, or that of the call or answer it is about."""
    return getattr(subject, "request", subject)


def facts_of(request):
    """What every mail about a request recalls; nobody's name."""
    return [
        ("Établissement", str(request.school)),
        ("Nature", OfferKind(request.kind).label),
        *([("Niveau", request.get_level_display())] if request.level else []),
        ("Effectif", request.people),
        ("Période souhaitée", request.period),
        *([("Secteur", str(request.sector))] if request.sector else []),
    ]


def short(request):
    words = (OfferKind(request.kind).label.lower(), request.get_level_display())
    return ", ".join(filter(None, words))


def page(notice, label):
    """By the link of who reads, else the page of the request."""
    url = link_url(notice) or absolute(request_of(notice.subject).get_absolute_url())
    return (label, url)


def published(notice):
    request = request_of(notice.subject)
    words = [f"Message : « {request.message} »"] if request.message else []
    return MailContent(
        subject=f"{request.school} cherche un accueil : {short(request)}",
        paragraphs=[
            "Un établissement de votre territoire cherche une structure qui le reçoive ou vienne à "
            "lui, et vous pose la question. Trois réponses possibles : oui, avec vos dates ; une "
            "question ; pas pour le moment.",
            f"Réponses attendues jusqu’au {day(request.expires_on)}.",
            *words,
        ],
        facts=facts_of(request),
        action=page(notice, "Lire et répondre"),
    )


def informed(notice):
    request = notice.subject
    return MailContent(
        subject=f"Pour information, appel publié : {short(request)}",
        paragraphs=["Votre établissement cherche une structure d’accueil."],
        facts=facts_of(request),
        action=page(notice, "Voir l’appel"),
    )


def visa_asked(notice):
    request = notice.subject
    return MailContent(
        subject=f"Visa demandé, appel : {short(request)}",
        paragraphs=[
            "Cet appel attend votre visa avant d’être envoyé au territoire.",
            f"Sans visa au plus tard le {day(request.expires_on)}, il sera clos.",
            *([f"Message : « {request.message} »"] if request.message else []),
        ],
        facts=facts_of(request),
        action=page(notice, "Lire et viser l’appel"),
    )


def visa_given(notice):
    request = notice.subject
    return MailContent(
        subject=f"Visa donné, appel envoyé : {short(request)}",
        paragraphs=[
            f"Votre appel est parti. Les réponses sont attendues jusqu’au "
            f"{day(request.expires_on)}."
        ],
        facts=facts_of(request),
        action=page(notice, "Voir l’appel"),
    )


def visa_refused(notice):
    request = notice.subject
    return MailContent(
        subject=f"Visa refusé, appel : {short(request)}",
        paragraphs=["Votre appel n’a pas été envoyé.", f"Motif : « {request.reason} »"],
        facts=facts_of(request),
        action=page(notice, "Voir l’appel"),
    )


def answered(notice):
    row = notice.subject
    words = {
        AnswerKind.YES: f"{row.host} dit oui, {row.days}. Retenez cette réponse ou déclinez-la.",
        AnswerKind.QUESTION: f"{row.host} pose une question : « {row.message} »",
        AnswerKind.NOT_NOW: f"{row.host} ne peut pas pour le moment.",
    }[AnswerKind(row.kind)]
    return MailContent(
        subject=f"Réponse à votre appel : {row.host}",
        paragraphs=[words],
        facts=facts_of(row.request),
        action=page(notice, "Lire la réponse"),
    )


def declined(notice):
    row = notice.subject
    why = [f"Message : « {row.reply} »"] if row.reply else []
    reason = row.request.reason
    why += [f"Motif : « {reason} »"] if reason else []
    return MailContent(
        subject=f"Votre réponse n’est pas retenue : {row.request.school}",
        paragraphs=[
            "L’établissement n’a pas donné suite à votre proposition, et vous remercie de votre "
            "réponse.",
            *why,
        ],
        facts=facts_of(row.request),
        action=page(notice, "Voir l’appel"),
    )


def replied(notice):
    row = notice.subject
    return MailContent(
        subject=f"Réponse à votre question : {row.request.school}",
        paragraphs=[f"Votre question : « {row.message} »", f"Réponse : « {row.reply} »"],
        facts=facts_of(row.request),
        action=page(notice, "Répondre à l’appel"),
    )


def taken_back(notice):
    row = notice.subject
    return MailContent(
        subject=f"Réponse retirée : {row.host}",
        paragraphs=[f"{row.host} a retiré sa réponse à votre appel."],
        facts=facts_of(row.request),
        action=page(notice, "Voir l’appel"),
    )


def expired(notice):
    request = notice.subject
    why = [f"Motif : {request.reason}."] if request.reason else []
    return MailContent(
        subject=f"Appel arrivé à son terme : {short(request)}",
        paragraphs=[
            f"Les réponses étaient attendues jusqu’au {day(request.expires_on)}. Vous pouvez "
            "publier de nouveau l’appel, ou en publier un autre sur un territoire plus large.",
            *why,
        ],
        facts=facts_of(request),
        action=page(notice, "Voir l’appel"),
    )


def _is_open(notice):
    return request_of(notice.subject).state == RequestState.PUBLISHED


def _awaits_visa(notice):
    return notice.subject.state == RequestState.AWAITING_VISA


def _stands(notice):
    return notice.subject.state == AnswerState.GIVEN


def unanswered_page():
    """Where the officers of a territory read the requests that nobody answered."""
    return reverse("partnerships:school_requests_unanswered")


register(
    NoticeKind(
        "school_request.published",
        "Appel d’un établissement qui cherche un accueil",
        ASKED,
        published,
        _is_open,
        Topic.CALLS,
    )
)
register(
    NoticeKind(
        "school_request.informed",
        "Appel publié par l’établissement",
        HEAD,
        informed,
        _is_open,
        Topic.NEWS,
    )
)
register(
    NoticeKind(
        "school_request.visa_asked",
        "Visa demandé pour un appel",
        HEAD,
        visa_asked,
        _awaits_visa,
        Topic.ANSWERS,
    )
)
register(
    NoticeKind(
        "school_request.visa_given",
        "Visa donné à un appel",
        SCHOOL,
        visa_given,
        _is_open,
        Topic.NEWS,
    )
)
register(NoticeKind("school_request.visa_refused", "Visa refusé à un appel", SCHOOL, visa_refused))
register(
    NoticeKind(
        "school_request.answered",
        "Réponse à un appel",
        SCHOOL,
        answered,
        _stands,
        Topic.ANSWERS,
    )
)
register(
    NoticeKind("school_request.declined", "Réponse à un appel non retenue", ANSWERER, declined)
)
register(
    NoticeKind(
        "school_request.replied", "Question sur un appel, répondue", ANSWERER, replied, _stands
    )
)
register(NoticeKind("school_request.taken_back", "Réponse à un appel retirée", SCHOOL, taken_back))
register(NoticeKind("school_request.expired", "Appel arrivé à son terme", SCHOOL, expired))
