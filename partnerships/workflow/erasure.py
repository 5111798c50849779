"""Two years after it, who was met at a host or signed for it leaves the tables (DOMAIN §8).

Of an immersion stay the host, the school, the days, the numbers and the clauses of its contract;
what was signed passes to the closed archive, which keeps it since it names no pupil.
"""

from django.db.models import Q

from accounts.erasure import if_any
from documents.erasure import Kind, Table, erase
from partnerships.enums.relation import PartnershipState
from partnerships.models import (
    Attendance,
    Booking,
    BranchCallHost,
    BranchConsultation,
    BranchMatch,
    Contract,
    ContractNotice,
    ContractParty,
    DateChange,
    Departure,
    DepartureCheck,
    NominativeList,
    Partnership,
    PartnershipSignatory,
    ProgrammeSession,
    SchoolRequestAnswer,
    StandIn,
)


def _texts(*names):
    return {name: if_any(name) for name in names}


CONTACT = {"contact_name": if_any("contact_name"), "contact_email": "", "contact_phone": ""}
OF_BOOKING: Table = {
    Booking: (
        "pk",
        CONTACT
        | _texts("needs", "message", "answered_by", "answer_message", "cancel_message")
        | _texts("agreed_with"),
    ),
    Contract: (
        "booking",
        _texts("referent_name", "tutor_name", "tutor_function", "accompanying", "state_reason")
        | {"referent_phone": "", "tutor_phone": ""},
    ),
    ContractParty: ("contract__booking", _texts("name") | {"email": ""}),
    ContractNotice: ("contract__booking", {"changes": []}),
    ProgrammeSession: ("contract__booking", _texts("leaders")),
    BranchConsultation: ("booking", _texts("objected_by", "objection")),
    DateChange: (
        "booking",
        _texts("proposed_by", "message", "answered_by", "answer_message"),
    ),
    DepartureCheck: ("booking", _texts("ticked_by")),
    Departure: ("booking", _texts("ready_by")),
    Attendance: ("booking", _texts("note", "taken_by")),
    NominativeList: ("booking", _texts("recipient_name") | {"recipient_email": ""}),
}
OF_PARTNERSHIP: Table = {
    Partnership: ("pk", {}),
    PartnershipSignatory: ("partnership", _texts("name") | {"email": ""}),
}
OF_ANSWER: Table = {SchoolRequestAnswer: ("pk", CONTACT | _texts("message", "reply"))}
OF_MATCH: Table = {BranchMatch: ("pk", CONTACT | _texts("message", "needs", "reason"))}
OF_CALL: Table = {BranchCallHost: ("pk", _texts("contact_name", "message") | {"contact_email": ""})}
OF_STAND_IN: Table = {
    # Addresses that differ: a check of the table wants them so.
    StandIn: ("pk", _texts("name", "stand_in_name") | {"email": "", "stand_in_email": "-"})
}


def _with_address(**past):
    """Those whose address is still there: they need no mark."""
    return ~Q(contact_email="") & Q(**past)


def _over(limit):
    """Partnerships that ended at their term or before it, and nothing was done since."""
    past = Q(ends_on=None) | Q(ends_on__lt=limit)
    over = (PartnershipState.ENDED, PartnershipState.ABANDONED)
    return past & Q(state__in=over, updated_at__date__lt=limit, people_erased_on=None)


KINDS = (
    Kind(
        Booking,
        lambda limit: Q(ends_on__lt=limit, people_erased_on=None),
        OF_BOOKING,
        ("une demande", "{} demandes et immersions"),
        mark="people_erased_on",
    ),
    Kind(
        Partnership,
        _over,
        OF_PARTNERSHIP,
        ("un partenariat", "{} partenariats"),
        mark="people_erased_on",
    ),
    Kind(
        SchoolRequestAnswer,
        lambda limit: _with_address(request__ends_on__lt=limit),
        OF_ANSWER,
        ("une réponse à un appel", "{} réponses à des appels"),
    ),
    Kind(
        BranchMatch,
        lambda limit: _with_address(ends_on__lt=limit),
        OF_MATCH,
        ("une mise en relation", "{} mises en relation"),
    ),
    Kind(
        BranchCallHost,
        lambda limit: _with_address(called_at__date__lt=limit),
        OF_CALL,
        ("une entreprise appelée par sa branche", "{} entreprises appelées par leur branche"),
    ),
    Kind(
        StandIn,
        lambda limit: ~Q(email="") & Q(ends_on__lt=limit),
        OF_STAND_IN,
        ("un remplacement", "{} remplacements"),
    ),
)


def erase_due(today=None):
    """How many rows were erased."""
    return erase(KINDS, "a effacé les noms des interlocuteurs", today)
