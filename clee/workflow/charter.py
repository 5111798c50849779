"""The adhesion of members to the academic charter: asked, signed, recorded (R-CL-2).

The round of signatures is `documents.rounds`; a member without an account signs by link.
"""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from clee.enums import CommitteeState
from clee.enums.charter import ADHERED
from clee.enums.charter import CharterState as C
from clee.models import Member
from clee.workflow import who
from directory.violations import Refused, Violation, require
from documents import rounds
from documents.enums import RoundState
from documents.models import SignatureRound
from documents.rounds import SignatoryData

ROUND_KIND = "clee-charter"
FUNCTION = "member"
# Who keeps the committee speaks for it without signing: reminds, records a paper.
SPEAKER = "committee"
# A document each, composed at once.
MOST_AT_ONCE = 50


def function_of(actor, member):
    """The function that an account speaks for; "" for none."""
    return SPEAKER if actor.link is None and who.keeps(actor, member.committee) else ""


@transaction.atomic
def ask(actor, members):
    """Put the charter to the signature of these members; who has signed or is asked stays.

    Returns how many were asked. Raises Refused beyond `MOST_AT_ONCE`, and for a member
    without an address.
    """
    keys = sorted(member.pk for member in members)
    if len(keys) > MOST_AT_ONCE:
        raise Refused(f"Choisissez {MOST_AT_ONCE} membres au plus à la fois.")
    asked = 0
    for member in _locked(keys):
        _demand(actor, member)
        if member.charter != C.NONE or member.left_on:
            continue
        if not member.contact_email:
            raise Refused(f"Indiquez d’abord l’adresse de l’interlocuteur : {member.name}.")
        member.charter = C.ASKED
        member.save(update_fields=["charter"])
        name = member.contact_name or member.name
        signatory = SignatoryData(FUNCTION, f"Pour {member.name}", name, member.contact_email)
        rounds.open_round(actor, ROUND_KIND, member, signatories=[signatory])
        _write(actor, "a demandé la signature de la charte", member)
        asked += 1
    return asked


@transaction.atomic
def record_paper(actor, member, signed_on):
    """An adhesion that was signed on paper, at its date; a signature still asked is void."""
    (member,) = _locked([member.pk])
    _demand(actor, member)
    if member.charter in ADHERED:
        raise Refused("Ce membre a déjà signé la charte.")
    require(_check_day(signed_on))
    _void(actor, member, "Adhésion signée sur papier.")
    _adhere(member, C.PAPER, signed_on, None)
    _write(actor, "a inscrit une adhésion papier à la charte", member)
    return member


@transaction.atomic
def take_over(actor, committee):
    """The adhesions of before the portal: each member not asked yet has signed on paper, on
    the day of its adhesion. How many."""
    committee = who.locked(committee)
    who.demand(who.keeps(actor, committee))
    rows = committee.members.present().filter(charter=C.NONE)
    members = _locked(rows.values_list("pk", flat=True))
    for member in members:
        _adhere(member, C.PAPER, member.joined_on, None)
    if members:
        words = f"{len(members)} membre{'s' if len(members) > 1 else ''}"
        verb = "a repris les adhésions papier à la charte"
        journal.record(actor, verb, committee, committee_id=committee.pk, words=words)
    return len(members)


def drop(actor, member):
    """The member leaves: what was asked of it is void."""
    _void(actor, member, "Le membre a quitté le comité.")


def _check_day(signed_on):
    if signed_on > timezone.localdate():
        return [Violation("R-CL-2", "L’adhésion ne peut pas être datée du futur.", "signed_on")]
    return []


def current_round(member):
    """The last round put to signature, None before the first."""
    return SignatureRound.objects.about(member).filter(kind=ROUND_KIND).first()


def _void(actor, member, reason):
    if member.charter != C.ASKED:
        return
    last = current_round(member)
    if last and last.state == RoundState.OPEN:
        rounds.void(actor, last, reason)


def _adhere(member, state, day, version):
    member.charter, member.charter_on, member.charter_version = state, day, version
    member.save(update_fields=["charter", "charter_on", "charter_version"])


# --- Hooks of the round ------------------------------------------------------------------


def sealed(member, sealed_at, version):
    """The member has signed this version of the charter."""
    (member,) = _locked([member.pk])
    _adhere(member, C.SIGNED, timezone.localdate(sealed_at), version)


def voided(member):
    """It is to be asked again."""
    Member.objects.filter(pk=member.pk, charter=C.ASKED).update(charter=C.NONE)


def _demand(actor, member):
    who.demand(who.keeps(actor, member.committee))
    if member.committee.state == CommitteeState.MERGED:
        raise Refused("Ce comité a fusionné.")


def _locked(keys):
    rows = Member.objects.select_for_update(of=("self",)).select_related("committee")
    return list(rows.with_organisations().filter(pk__in=keys).order_by("pk"))


def _write(actor, verb, member):
    journal.record(
        actor,
        verb,
        member.committee,
        school=member.school,
        company=member.company,
        committee_id=member.committee_id,
        words=member.name,
    )
