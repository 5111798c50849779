"""Reminders of requests and immersions: unanswered, soon, to evaluate."""

from datetime import timedelta

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Greatest, TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment
from directory.enums import Rhythm
from documents.models import QuestionnaireAnswer
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.rules import PARIS
from outbox.topics import Topic
from partnerships import evaluation
from partnerships.enums import BookingState, OfferKind
from partnerships.models import Booking, NominativeList
from partnerships.models.lists import LIST_DUE
from partnerships.notices import answer_link, booking_page, quoted, short
from partnerships.reminders import (
    branch,  # noqa: F401 declares the yearly call of a branch
    contract,  # noqa: F401 declares the rules of contracts
    desk,  # noqa: F401 declares that of a stand-in
    erasure,  # noqa: F401 declares those of contacts who leave the base
    match,  # noqa: F401 declares those of what a branch proposes
    moves,  # noqa: F401 declares that of changes of date
    on_the_day,  # noqa: F401 declares those of departures
    relation,  # noqa: F401 declares those of partnerships
    school_requests,  # noqa: F401 declares those of school requests
    waits,  # noqa: F401 declares those of visas, offers and companies
)
from partnerships.stand_ins import contact
from partnerships.wording import day, facts_of, in_days
from partnerships.workflow.lists import due_on
from reminders.rules import Rule, To, at_school_if, days, register, their_days

HOST = To(*contact(), rhythm=at_school_if(Q(host_school__isnull=False)))
TEACHER = To.user("teacher", Rhythm.SCHOOL)
# Asked once, of people who were in class or on holiday since: still worth it weeks later.
EVALUATION_LASTS = timedelta(days=21)
START = "le début de l’immersion"


def _representative(column):
    """A column of who speaks for the visiting company on the day: whoever asked, else another
    of its people."""
    rows = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("starts_on")),
        role=Role.COMPANY_REPRESENTATIVE,
        state=RoleState.VALIDATED,
        companies=OuterRef("guest_company"),
        user__is_active=True,
    )
    rows = rows.annotate(
        is_other=Case(When(user=OuterRef("requested_by"), then=Value(0)), default=Value(1))
    )
    return Subquery(rows.order_by("is_other", "pk").values(column)[:1])


VISITOR = To(
    email=Coalesce(_representative("user__email"), F("guest_company__email")),
    name=Coalesce(
        Concat(_representative("user__first_name"), Value(" "), _representative("user__last_name")),
        F("guest_company__name"),
    ),
    user_id=_representative("user__pk"),
)
# A host that chooses among the requests of a slot answers once they are all there (R-CEE-6).
ANSWERABLE = Greatest(TruncDate("sent_at", tzinfo=PARIS), "slot__requests_until")


def expected():
    return Booking.objects.filter(state=BookingState.ACCEPTED)


def visits():
    """Companies that are expected at a school's."""
    return expected().filter(guest_company__isnull=False)


def unanswered():
    return Booking.objects.filter(state=BookingState.SENT)


def to_evaluate():
    """What was asked after an immersion and not answered."""
    rows = QuestionnaireAnswer.objects.unanswered()
    return rows.filter(questionnaire__kind__in=evaluation.KINDS)


def reminder(notice, subject, *paragraphs, label="Voir l’immersion"):
    booking = notice.subject
    return MailContent(
        subject=subject,
        paragraphs=[paragraph for paragraph in paragraphs if paragraph],
        facts=facts_of(booking),
        action=booking_page(booking, answer_link(notice), label),
    )


def _soon(notice, at_host, elsewhere, *more):
    """The sentence says who goes where, to this reader; `{when}` counts the days."""
    booking = notice.subject
    first = booking.starts_on
    when = in_days(first, notice.told_on)
    sentence = at_host if OfferKind(booking.kind).is_at_host else elsewhere
    return reminder(
        notice,
        f"{when[0].upper()}{when[1:]} : {short(booking)}",
        sentence.format(host=booking.host, guest=booking.guest, when=f"le {day(first)}, {when}"),
        *more,
        quoted(booking.needs, "Besoins particuliers"),
    )


def soon_for_guest(notice):
    offer = notice.subject.offer
    return _soon(
        notice,
        "Vous êtes attendus {when}, chez {host}.",
        "Votre groupe rencontre {host} {when}.",
        quoted(offer.access, "Accès et accueil") if offer else "",
        quoted(offer.protective_equipment, "Équipements de protection") if offer else "",
    )


def soon_for_host(notice):
    return _soon(notice, "Vous accueillez {guest} {when}.", "{guest} vous attend {when}.")


def soon_for_visitor(notice):
    offer = notice.subject.offer
    access = quoted(offer.access, "Accès et accueil") if offer else ""
    return _soon(notice, "{host} vous attend {when}.", "{host} vous attend {when}.", access)


def waiting(notice):
    booking = notice.subject
    sent = day(timezone.localdate(booking.sent_at))
    return reminder(
        notice,
        f"Réponse attendue : {short(booking)}",
        f"{booking.guest} attend votre réponse depuis le {sent}.",
        f"Sans réponse, la demande sera close après le {day(booking.expires_on)}.",
        label="Répondre à la demande",
    )


def list_missing():
    return NominativeList.objects.missing_bookings()


def bring_list(notice):
    booking = notice.subject
    wanted = due_on(booking)
    return MailContent(
        subject=f"Liste nominative attendue : {short(booking)}",
        paragraphs=[
            f"{booking.host} attend la liste nominative jusqu’au {day(wanted)}, "
            f"{in_days(wanted, notice.told_on)} : {booking.offer.list_fields}.",
            "Déposez-la sur la page ci-dessous, jamais par courriel : elle est chiffrée, "
            "remise à une seule personne, puis détruite.",
        ],
        facts=facts_of(booking),
        action=(
            "Déposer la liste",
            absolute(reverse("partnerships:list", args=[booking.pk])),
        ),
    )


def evaluate(notice):
    row = notice.subject
    return MailContent(
        subject=f"Votre avis : {row.subject_label}",
        paragraphs=[
            "Votre avis sur cette immersion n’est pas encore enregistré. Il tient en une page "
            "et sert à préparer l’année suivante."
        ],
        action=("Donner mon avis", row.url),
    )


def declare(code, label, why, subjects, to, anchor, anchor_label, offset, render, **more):
    register(Rule(code, label, why, subjects, [to], anchor, anchor_label, offset, render, **more))


for before, later, rank in ((7, 1, "premier rappel"), (1, None, "dernier rappel")):
    for who, reader, subjects, to, why, render in (
        (
            "visitor",
            "à l’entreprise qui vient",
            visits,
            VISITOR,
            "votre entreprise visite cet établissement",
            soon_for_visitor,
        ),
        (
            "teacher",
            "au responsable",
            expected,
            TEACHER,
            "vous êtes responsable de cette immersion",
            soon_for_guest,
        ),
        (
            "host",
            "à la structure d’accueil",
            expected,
            HOST,
            "vous accueillez cette immersion",
            soon_for_host,
        ),
    ):
        declare(
            f"immersion.j{before}.{who}",
            f"Immersion prochaine, {reader} ({rank})",
            why,
            subjects,
            to,
            "starts_on",
            START,
            days(-before),
            render,
            follower=f"immersion.j{later}.{who}" if later else "",
            topic=Topic.COMING,
        )

for wait, later, rank in ((3, 7, "premier rappel"), (7, None, "dernier rappel")):
    declare(
        f"booking.unanswered.{wait}",
        f"Demande sans réponse ({rank})",
        "vous répondez aux demandes de votre structure",
        unanswered,
        HOST,
        ANSWERABLE,
        "le jour où la demande peut recevoir une réponse",
        their_days(wait),
        waiting,
        follower=f"booking.unanswered.{later}" if later else "",
    )

for early, later, rank in ((7, 2, "premier rappel"), (2, None, "dernier rappel")):
    declare(
        f"booking.list.{early}",
        f"Liste nominative attendue, au responsable ({rank})",
        "vous êtes responsable de cette immersion",
        list_missing,
        TEACHER,
        LIST_DUE,
        "le jour où la liste est attendue",
        days(-early),
        bring_list,
        follower=f"booking.list.{later}" if later else "",
    )

# The mail of the first day is sent by the questionnaire itself.
declare(
    "immersion.evaluation.7",
    "Évaluation attendue",
    "vous avez participé à cette immersion",
    to_evaluate,
    To(email="email", name="name", user_id="user_id", rhythm=at_school_if(Q(function="guest"))),
    "asked_at",
    "la demande d’avis",
    days(7),
    evaluate,
    lasts=EVALUATION_LASTS,
    until="closes_on",
    topic=Topic.OPINIONS,
)
