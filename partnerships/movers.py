"""What a school's *bureau des entreprises* has in hand: offers, bookings, contracts, links.

Contacts, the log of exchanges, campaigns belong to the school: they need no hand-over, but the
list tells of the notes and next actions that the successor finds there; who follows a company
is handed over. Visas, deposits and signatures are facts: they keep their names.
"""

from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.handover import Mover, owned, register
from accounts.models import PersonalLink
from clee import merging
from documents.models import QuestionnaireAnswer, Signatory
from partnerships.enums import PENDING, BookingState, OfferState
from partnerships.enums.contract import OPEN_STATES, ContractState
from partnerships.enums.relation import InteractionKind, PartnershipState
from partnerships.enums.school_requests import RequestState
from partnerships.models import (
    Booking,
    BranchConsultation,
    Contract,
    Interaction,
    NominativeList,
    Offer,
    Partnership,
    Portfolio,
    SchoolRequest,
    SchoolRequestCall,
    SlotWaiting,
)
from partnerships.wording import period_of
from partnerships.workflow.partnership_signing import follow_committee

GOING_ON = (PartnershipState.PREPARATION, PartnershipState.SIGNING, PartnershipState.ACTIVE)


def open_offers():
    return Offer.objects.exclude(state=OfferState.CLOSED)


def open_requests():
    """Those that are published, and those that may be again."""
    return SchoolRequest.objects.exclude(state=RequestState.MET).select_related("school")


def coming():
    """Requests that wait and immersions to come, but a person's own immersion."""
    going_on = Booking.objects.filter(state__in=(*PENDING, BookingState.ACCEPTED))
    return going_on.exclude(OWN).select_related(
        "company", "host_school", "host_network", "class_group"
    )


def waited():
    """Entries of waiting lists that still wait, or are before an offer; but a person's own."""
    rows = SlotWaiting.objects.open().exclude(OWN)
    return rows.select_related("slot__offer", "class_group")


OWN = Q(class_group=None, school__isnull=False)


def own_immersions(person, school_ids):
    going_on = Booking.objects.filter(state__in=(*PENDING, BookingState.ACCEPTED))
    mine = going_on.filter(OWN, teacher=person, school__in=school_ids)
    return mine.select_related("company", "host_school", "host_network", "class_group")


def named(states, person, school_ids):
    """Contracts whose referent is this person, by name: nobody without one."""
    name = person.get_full_name()
    rows = Contract.objects.filter(booking__school__in=school_ids, state__in=states)
    return rows.filter(referent_name=name) if name else rows.none()


def rename(rows, person, successor):
    """The referent of a contract that is still being written (R-CEE-5: no signature falls)."""
    Contract.objects.filter(pk__in=[row.pk for row in rows]).update(
        referent_name=str(successor), referent_phone=successor.phone
    )


def things_of(school_ids):
    """What a personal link of these schools may be about."""
    bookings = Booking.objects.filter(school__in=school_ids).order_by().values("pk")
    contracts = Contract.objects.filter(booking__in=bookings).order_by().values("pk")
    rounds = {"round__subject_type": _type(Contract), "round__subject_id__in": contracts}
    answers = {"subject_type": _type(Booking), "subject_id__in": bookings}
    return [
        Booking.objects.filter(pk__in=bookings),
        Offer.objects.filter(office__in=school_ids),
        Contract.objects.filter(pk__in=contracts),
        BranchConsultation.objects.filter(booking__in=bookings),
        NominativeList.objects.filter(booking__in=bookings),
        SchoolRequestCall.objects.filter(request__school__in=school_ids),
        Signatory.objects.filter(**rounds),
        QuestionnaireAnswer.objects.filter(**answers),
    ]


def links_of(person, school_ids):
    """Living links about the things of these schools that the person made: whom to call."""
    about = Q(pk__in=[])
    for rows in things_of(school_ids):
        keys = rows.order_by().values("pk")
        about |= Q(subject_type=_type(rows.model), subject_id__in=keys)
    return PersonalLink.objects.alive().filter(about, issued_by=person)


def _type(model):
    return ContentType.objects.get_for_model(model)


def call(rows, person, successor):
    PersonalLink.objects.filter(pk__in=[row.pk for row in rows]).update(issued_by=successor)


def to_evaluate(person, school_ids):
    """Evaluations asked of the person about immersions of these schools."""
    bookings = Booking.objects.filter(school__in=school_ids).values("pk")
    rows = QuestionnaireAnswer.objects.awaited().filter(user=person)
    return rows.filter(subject_type=_type(Booking), subject_id__in=bookings)


def ask_instead(rows, person, successor):
    QuestionnaireAnswer.objects.filter(pk__in=[row.pk for row in rows]).update(
        user=successor, name=str(successor), email=successor.email
    )


def noted(person, school_ids):
    """What the person wrote for later in the log of these schools: notes and next actions."""
    for_later = Q(kind=InteractionKind.NOTE)
    for_later |= Q(next_action_on__isnull=False, next_action_done_at=None)
    rows = Interaction.objects.filter(for_later, author=person, school__in=school_ids)
    return rows.for_lists()


def _booking(row):
    group = f", {row.class_group}" if row.class_group else ""
    return f"{row.get_kind_display()} {period_of(row)}{group}, {row.host}"


register(
    owned(
        "entreprise suivie",
        "{} entreprises suivies",
        subjects=lambda: Portfolio.objects.select_related("company"),
        owners=("owner",),
        school="school",
        describe=lambda row: str(row.company),
    )
)
register(
    owned(
        "partenariat",
        "{} partenariats",
        subjects=lambda: Partnership.objects.filter(state__in=GOING_ON).for_lists(),
        owners=("owner",),
        school="school",
        describe=lambda row: f"{row}, {row.title}",
    )
)
register(
    owned(
        "offre d’accueil",
        "{} offres d’accueil",
        subjects=open_offers,
        owners=("created_by",),
        school="office",
        describe=lambda row: f"{row.title}, {row.host_name}",
    )
)
register(
    owned(
        "demande ou immersion à venir",
        "{} demandes et immersions à venir",
        subjects=coming,
        owners=("teacher", "requested_by"),
        school="school",
        describe=_booking,
    )
)
register(
    owned(
        "place en liste d’attente",
        "{} places en liste d’attente",
        subjects=waited,
        owners=("asked_by",),
        school="school",
        describe=lambda row: (
            f"{period_of(row.slot)}, {row.class_group}, {row.slot.offer.host_name}"
        ),
    )
)
register(
    owned(
        "appel en cours",
        "{} appels en cours",
        subjects=open_requests,
        owners=("created_by",),
        school="school",
        describe=lambda row: f"{row}, {row.period}",
    )
)
register(
    Mover(
        "convention en préparation",
        "{} conventions en préparation",
        rows=partial(named, OPEN_STATES),
        move=rename,
    )
)
register(
    Mover(
        "évaluation à donner",
        "{} évaluations à donner",
        rows=to_evaluate,
        move=ask_instead,
        columns=("documents.QuestionnaireAnswer.user",),
        describe=lambda row: row.subject_label,
    )
)
register(
    Mover(
        "lien personnel en cours",
        "{} liens personnels en cours",
        rows=links_of,
        move=call,
        columns=("accounts.PersonalLink.issued_by",),
        describe=lambda row: row.holder_name,
    )
)
register(
    Mover(
        "convention envoyée ou signée",
        "{} conventions envoyées ou signées",
        rows=partial(named, (ContractState.IN_SIGNATURE, ContractState.SIGNED)),
        why="Elles gardent le référent qui y est nommé. Pour en nommer un autre, modifiez la "
        "convention : un avis est envoyé aux signataires, les signatures restent.",
    )
)
register(
    Mover(
        "immersion personnelle",
        "{} immersions personnelles",
        rows=own_immersions,
        why="La personne y va elle-même.",
        describe=_booking,
    )
)
register(
    Mover(
        "note ou suite à donner",
        "{} notes et suites à donner",
        rows=noted,
        why="Elles sont à l’établissement : le successeur les lit, les modifie et y donne suite, "
        "sans autre démarche.",
        # Its words are the school's alone; whoever watches over the school reads this list.
        describe=lambda row: str(row.subject),
    )
)
merging.register(follow_committee)
