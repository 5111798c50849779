"""The mails about the day itself: nobody came, or so somebody counted."""

import datetime as dt

from django.urls import reverse

from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from outbox.rules import Immediate
from outbox.topics import Topic
from partnerships.enums import BookingState, OfferKind, Side
from partnerships.enums.on_the_day import correctable_until
from partnerships.models import Attendance
from partnerships.notice_links import living_link
from partnerships.wording import day, facts_of, period_of, span_of

PARTY = "vous êtes partie à cette immersion"


def about(notice, subject, *paragraphs, label):
    """The mail of a booking; its page is where its reader counts."""
    booking, link = notice.subject, living_link(notice)
    page = absolute(reverse("partnerships:attendance", args=[booking.pk]))
    return MailContent(
        f"{subject} : {OfferKind(booking.kind).label.lower()}, {period_of(booking)}",
        [paragraph for paragraph in paragraphs if paragraph],
        facts_of(booking),
        (label, f"{link.url}presence/" if link else page),
    )


def _counted(notice):
    """(day, side) of the count that the notice tells."""
    on, side = notice.occasion.split()
    return dt.date.fromisoformat(on), Side(side)


def absence(notice):
    booking = notice.subject
    on, side = _counted(notice)
    who = booking.guest if side == Side.GUEST else booking.host
    what = "que le groupe n’est pas venu" if booking.class_group_id else "que personne n’est venu"
    return about(
        notice,
        "Absence signalée",
        f"{who} a noté {what} le {day(on)}.",
        "Si c’est exact, il n’y a rien à faire. Sinon, relevez vous-même la présence de ce jour.",
        label="Voir ou corriger la présence",
    )


def still_absent(notice):
    on, side = _counted(notice)
    rows = Attendance.objects.filter(booking=notice.subject, day=on)
    return rows.filter(side=side, absent=True).exists() and not rows.exclude(side=side).exists()


def missed(notice):
    booking = notice.subject
    return about(
        notice,
        "Non réalisée",
        "D’après la présence relevée, "
        + ("le groupe n’est pas venu." if booking.class_group_id else "personne n’est venu."),
        "L’immersion est close comme « Non réalisée » : aucun bilan ne la compte, aucun avis "
        "n’est demandé, aucune attestation n’est établie.",
        f"Si c’est une erreur, la présence se corrige jusqu’au {day(correctable_until(booking))}. "
        "Pour d’autres dates, l’établissement fait une nouvelle demande.",
        label="Voir ou corriger la présence",
    )


def held(notice):
    return about(
        notice,
        "Finalement réalisée",
        "La présence a été corrigée : l’immersion est « Réalisée » et compte dans les bilans.",
        label="Voir la présence",
    )


def in_state(state):
    return lambda notice: notice.subject.state == state


for kind in (
    NoticeKind(
        "booking.absence",
        "Absence signalée par l’autre partie",
        PARTY,
        absence,
        still_absent,
        Topic.ACTS,
        Immediate.IN_A_WEEK,
        span_of,
    ),
    NoticeKind(
        "booking.missed",
        "Immersion non réalisée",
        PARTY,
        missed,
        in_state(BookingState.MISSED),
        Topic.ACTS,
        happens=span_of,
    ),
    NoticeKind(
        "booking.held",
        "Immersion finalement réalisée",
        PARTY,
        held,
        in_state(BookingState.DONE),
        Topic.NEWS,
        happens=span_of,
    ),
):
    register(kind)
