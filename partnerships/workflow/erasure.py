"""Two years after it, who was met at a host or signed for it leaves the tables (DOMAIN §8).

Of an immersion stay the host, the school, the days, the numbers and the clauses of its contract;
what was signed passes to the closed archive, which keeps it since it names no pupil.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import erasure
from accounts.erasure import if_any
from accounts.journal import record
from accounts.todo import counted
from directory.years import years_before
from documents import archive
from partnerships.enums_relation import PartnershipState
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
from partnerships.workflow.tables import SYSTEM

KEPT_YEARS = 2
BATCH = 500
Table = dict[type[Any], tuple[str, dict[str, Any]]]


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


@dataclass(frozen=True)
class Kind:
    """What falls due together: its rows before `limit`, and what the journal calls them."""

    model: type[Any]
    due: Callable
    table: Table
    words: tuple[str, str]
    is_marked: bool = False


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
        is_marked=True,
    ),
    Kind(Partnership, _over, OF_PARTNERSHIP, ("un partenariat", "{} partenariats"), is_marked=True),
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
    """Erase what is due, some hundreds of each kind: the next tick takes the rest. How many."""
    today = today or timezone.localdate()
    return sum(_erase(kind, years_before(today, KEPT_YEARS), today) for kind in KINDS)


@transaction.atomic
def _erase(kind, limit, today):
    rows = kind.model.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    keys = [row.pk for row in rows.filter(kind.due(limit)).order_by("pk")[:BATCH]]
    if not keys:
        return 0
    kept = erasure.rows_of(kind.table, keys)
    told = archive.rows_about(kept)
    links = erasure.forget_links(kept | told)
    erasure.forget_mails(kept | told, links, set())
    archive.forget(told)
    if kind.is_marked:
        kind.model.objects.filter(pk__in=keys).update(people_erased_on=today)
    erasure.empty({model: row for model, row in kind.table.items() if row[1]}, kept)
    erasure.forget_acts(kept | told, links)
    words = f"{counted(len(keys), *kind.words)}, deux ans après"
    record(SYSTEM, "a effacé les noms des interlocuteurs", words=words)
    return len(keys)
