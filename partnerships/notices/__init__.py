"""The mails about requests and offers: who asked, who answered, what became of it."""

from accounts.models import PersonalLink
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.enums import (
    PENDING,
    BookingState,
    CancelReason,
    OfferKind,
    RefusalReason,
    Side,
)
from partnerships.models import NominativeList, SlotWaiting
from partnerships.notice_links import living_link
from partnerships.notices import (
    contract,  # noqa: F401 declares the kinds of contracts
    desk,  # noqa: F401 declares the mail to who stands in
    match,  # noqa: F401 declares the kinds of matches
    moves,  # noqa: F401 declares the kinds of changes of date
    offers,  # noqa: F401 declares the kinds of offers
    on_the_day,  # noqa: F401 declares the kinds of the day itself
    partnership,  # noqa: F401 declares the kinds of partnerships
    renewal,  # noqa: F401 declares the kinds of renewed offers
    school_requests,  # noqa: F401 declares the kinds of school requests
    sheet,  # noqa: F401 declares the kinds of companies' sheets
    waiting,  # noqa: F401 declares the kinds of waiting lists
)
from partnerships.notices.offers import HOST
from partnerships.wording import day, facts_of, period_of, span_of
from partnerships.workflow.lists import due_on
from partnerships.workflow.tables import ANSWER_PURPOSE, GUEST_PURPOSE

KEPT = (
    "La demande reste en liste d’attente : si la classe retenue se désiste, la place vous est "
    "proposée. D’ici là, vous pouvez quitter la liste ou chercher un autre créneau."
)
GUEST = "vous suivez cette demande"
HEAD = "vous dirigez l’établissement qui fait cette demande"
LIST = "l’établissement vous a désigné pour recevoir cette liste"
PARTY = "vous êtes partie à cette demande"


def answer_link(notice):
    """The living link of its recipient to answer for the booking, host or guest (reminders)."""
    links = PersonalLink.objects.alive(notice.told_at).about(notice.subject)
    return links.filter(
        purpose__in=(ANSWER_PURPOSE, GUEST_PURPOSE), holder_email=notice.recipient_email
    ).first()


def booking_page(booking, link, label="Voir la demande"):
    return (label, link.url if link else absolute(booking.get_absolute_url()))


def about(notice, subject, *paragraphs, label="Voir la demande", facts=()):
    """The mail of a booking: its facts, and the page of who reads it."""
    booking = notice.subject
    return MailContent(
        subject=subject,
        paragraphs=[paragraph for paragraph in paragraphs if paragraph],
        facts=[*facts_of(booking), *facts],
        action=booking_page(booking, living_link(notice), label),
    )


def quoted(words, label="Message"):
    return f"{label} : « {words} »" if words else ""


def short(booking):
    return f"{OfferKind(booking.kind).label.lower()}, {period_of(booking)}"


def visa_asked(notice):
    booking = notice.subject
    return about(
        notice,
        f"Visa demandé : {short(booking)}",
        "Cette demande attend votre visa avant d’être envoyée à la structure d’accueil.",
        f"Sans visa au plus tard le {day(booking.visa_expires_on)}, elle sera close et les places "
        "rendues.",
        quoted(booking.message, "Message de l’enseignant"),
        label="Lire et viser la demande",
    )


def informed(notice):
    return about(
        notice,
        f"Pour information : {short(notice.subject)}",
        "Une demande de votre établissement vient d’être envoyée à la structure d’accueil.",
    )


def visa_given(notice):
    booking = notice.subject
    return about(
        notice,
        f"Visa donné, demande envoyée : {short(booking)}",
        "Votre demande est partie. La structure d’accueil a jusqu’au "
        f"{day(booking.expires_on)} pour répondre.",
    )


def visa_refused(notice):
    booking = notice.subject
    return about(
        notice,
        f"Visa refusé : {short(booking)}",
        "Votre demande n’a pas été envoyée.",
        quoted(booking.cancel_message, "Motif"),
    )


def requested(notice):
    """The answers each open a page whose button acts: a mail scanner changes nothing."""
    booking, link = notice.subject, living_link(notice)
    answers = []
    if link:
        pages = (
            ("Oui", "oui"),
            ("Non", "non"),
            ("Une autre date", "autre-date"),
            ("Demander un délai", "prolonger"),
        )
        answers = [(label, f"{link.url}{page}/") for label, page in pages]
    return about(
        notice,
        f"Demande à traiter : {short(booking)}",
        f"{booking.guest} souhaite venir chez vous.",
        f"Merci de répondre au plus tard le {day(booking.expires_on)} ; ce délai peut être "
        "prolongé une fois. Passé cette date, la demande est close.",
        quoted(booking.needs, "Besoins particuliers"),
        quoted(booking.message),
        label="Répondre à la demande",
        facts=answers,
    )


def list_wanted(booking):
    """R-CEE-3: what the host must know of those who come, and by when; "" for nothing."""
    wanted = due_on(booking)
    if wanted is None:
        return ""
    return (
        f"Une liste nominative ({booking.offer.list_fields}) est demandée au plus tard le "
        f"{day(wanted)} : déposez-la sur la page de la demande, jamais par courriel."
    )


def accepted(notice):
    booking = notice.subject
    return about(
        notice,
        f"Demande acceptée : {short(booking)}",
        f"{booking.host} accueille votre groupe."
        if booking.class_group_id
        else f"{booking.host} vous accueille.",
        quoted(booking.answer_message),
        list_wanted(booking),
        "Les autres demandes en attente de cette classe sont retirées."
        if booking.class_group_id
        else "",
    )


def list_ready(notice):
    booking = notice.subject
    return about(
        notice,
        f"Liste nominative à télécharger : {short(booking)}",
        f"{booking.guest} a déposé pour vous la liste des personnes attendues.",
        "Vous seul pouvez la télécharger, par le lien ci-dessous. Elle est détruite le lendemain "
        "de la venue.",
        label="Télécharger la liste",
    )


def list_kept(notice):
    return NominativeList.objects.kept().filter(pk=notice.occasion).exists()


def refused(notice):
    booking = notice.subject
    return about(
        notice,
        f"Demande refusée : {short(booking)}",
        f"Motif : {RefusalReason(booking.refusal_reason).label}.",
        quoted(booking.answer_message),
        KEPT if _is_kept(booking) else "Vous pouvez chercher un autre créneau.",
    )


def _is_kept(booking):
    """Whether it waits for the class that was chosen to withdraw."""
    waits = SlotWaiting.objects.open().filter(slot=booking.slot_id, school=booking.school_id)
    return booking.slot_id and waits.filter(class_group=booking.class_group_id).exists()


def extended(notice):
    booking = notice.subject
    return about(
        notice,
        f"Réponse repoussée : {short(booking)}",
        f"La structure d’accueil répondra au plus tard le {day(booking.expires_on)}.",
    )


def cancelled(notice):
    booking = notice.subject
    return about(
        notice,
        f"Annulée : {short(booking)}",
        f"Annulation par {Side(booking.cancelled_by_side).label}. "
        f"Motif : {CancelReason(booking.cancel_reason).label}.",
        quoted(booking.cancel_message),
    )


def expired(notice):
    booking = notice.subject
    who = "de la structure d’accueil" if booking.sent_at else "du chef d’établissement"
    return about(
        notice,
        f"Sans réponse : {short(booking)}",
        f"La demande est close, faute de réponse {who} dans le délai. Les places sont rendues.",
    )


def withdrawn(notice):
    return about(
        notice,
        f"Demande retirée : {short(notice.subject)}",
        "La classe est accueillie ailleurs : cette demande ne vous attend plus. Merci de "
        "l’avoir étudiée.",
    )


def agreed(notice):
    booking = notice.subject
    return about(
        notice,
        f"À confirmer : {short(booking)}",
        f"{booking.school} a enregistré l’accord pris avec {booking.agreed_with}, "
        f"{booking.get_agreed_by_display()}, le {day(booking.agreed_on)}.",
        "Merci de le confirmer. Si l’effectif, les dates ou le contact ne conviennent pas, "
        "choisissez « Signaler une erreur » : l’enseignant lit ce que vous écrivez.",
        label="Confirmer ou signaler une erreur",
    )


def recorded(notice):
    return about(
        notice,
        f"Immersion enregistrée : {short(notice.subject)}",
        "Une immersion convenue hors du portail est enregistrée, et vous en êtes responsable.",
    )


def confirmed(notice):
    return about(
        notice,
        f"Confirmée : {short(notice.subject)}",
        "La structure d’accueil a confirmé l’immersion.",
    )


def contested(notice):
    booking = notice.subject
    return about(
        notice,
        f"Erreur signalée : {short(booking)}",
        f"{booking.host} ne confirme pas encore l’accord que vous avez enregistré.",
        quoted(booking.answer_message),
        "Corrigez l’immersion, ou appelez la structure d’accueil : elle confirmera ensuite.",
    )


def is_contested(notice):
    booking = notice.subject
    return booking.state == S.ACCEPTED and booking.is_confirmed_by_phone_only


def class_changed(notice):
    group = notice.subject.class_group
    return about(
        notice,
        f"La classe a changé de niveau : {short(notice.subject)}",
        f"La classe prévue est connue depuis la rentrée : {group.name}, niveau "
        f"{group.get_level_display()}. Les dates et les effectifs ne changent pas.",
    )


def class_open(notice):
    booking = notice.subject
    return booking.state in (*PENDING, S.ACCEPTED) and str(booking.class_group_id) == (
        notice.occasion
    )


def in_state(*states):
    return lambda notice: notice.subject.state in states


S = BookingState
T = Topic
KINDS = [
    ("booking.visa_asked", "Visa demandé", HEAD, visa_asked, in_state(S.AWAITING_VISA), T.ANSWERS),
    ("booking.informed", "Demande envoyée, pour information", HEAD, informed, None, T.NEWS),
    ("booking.visa_given", "Visa donné", GUEST, visa_given, in_state(S.SENT, S.ACCEPTED), T.NEWS),
    ("booking.visa_refused", "Visa refusé", GUEST, visa_refused, None, T.ACTS),
    ("booking.requested", "Demande à traiter", HOST, requested, in_state(S.SENT), T.ANSWERS),
    ("booking.accepted", "Demande acceptée", GUEST, accepted, in_state(S.ACCEPTED), T.ACTS),
    ("booking.refused", "Demande refusée", GUEST, refused, None, T.ACTS),
    ("booking.extended", "Réponse repoussée", GUEST, extended, in_state(S.SENT), T.NEWS),
    ("booking.cancelled", "Annulation", GUEST, cancelled, None, T.ACTS),
    ("booking.expired", "Demande restée sans réponse", GUEST, expired, None, T.ACTS),
    ("booking.withdrawn", "Demande retirée", HOST, withdrawn, None, T.ACTS),
    ("booking.agreed", "Accord à confirmer", HOST, agreed, in_state(S.ACCEPTED), T.ANSWERS),
    ("booking.recorded", "Immersion enregistrée", GUEST, recorded, in_state(S.ACCEPTED), T.NEWS),
    ("booking.confirmed", "Immersion confirmée", GUEST, confirmed, in_state(S.ACCEPTED), T.NEWS),
    ("booking.contested", "Erreur signalée", GUEST, contested, is_contested, T.ACTS),
    (
        "booking.class_changed",
        "Niveau de la classe corrigé",
        PARTY,
        class_changed,
        class_open,
        T.ACTS,
    ),
    ("booking.list_ready", "Liste nominative déposée", LIST, list_ready, list_kept, T.ANSWERS),
]
# The cancellation or the change of what was expected.
CHANGES = {"booking.cancelled", "booking.class_changed", "booking.withdrawn"}

for code, label, why, render, is_relevant, topic in KINDS:
    register(
        NoticeKind(
            code,
            label,
            why,
            render,
            is_relevant,
            topic,
            Immediate.IN_A_WEEK if code in CHANGES else Immediate.NEVER,
            span_of if code.startswith("booking.") else None,
        )
    )
