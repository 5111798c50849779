"""What the acts on an agreement share: its table of transitions, locks, journal, people."""

from accounts.enums import Act, Role
from accounts.journal import record
from accounts.transitions import Table, Transition
from directory.enums import Rhythm
from documents.enums import RoundState
from documents.models import SignatureRound
from outbox.recipients import Recipient
from partnerships.workflow.contract_people import head_recipients
from partnerships.workflow.tables import by_link, by_portal
from placements.enums.agreement import AgreementState, Party
from placements.models import Agreement, Placement
from placements.workflow.pupils import may_follow

HOST_PURPOSE = "accueillir"
S = AgreementState


def is_school_side(agreement, actor):
    """Who follows the class (R-AG-1: entering may be lent)."""
    return actor.link is None and may_follow(actor, agreement.placement.class_group)


def is_host(part, actor):
    """The company by its account, or the holder of its link."""
    if actor.link is not None:
        return by_link(HOST_PURPOSE, part, actor)
    return actor.role == Role.COMPANY_REPRESENTATIVE and part.company_id in actor.company_ids


def is_any_host(agreement, actor):
    return any(is_host(part, actor) for part in agreement.parts.all())


def by_school(agreement, actor):
    return is_school_side(agreement, actor)


def by_filler(agreement, actor):
    return is_school_side(agreement, actor) or is_any_host(agreement, actor)


def already_checked(_agreement, _actor):
    """It follows an act on the placement, or on the round: who does it was checked there."""
    return True


TABLE = Table(
    {
        (S.DRAFT, "ask"): Transition(S.ASKED, by_school, "Envoyer à l’accueillant"),
        (S.ASKED, "ask"): Transition(S.ASKED, by_school, "Renvoyer le lien à l’accueillant"),
        (S.DRAFT, "complete"): Transition(S.TO_REVIEW, by_filler, "Compléter"),
        (S.ASKED, "complete"): Transition(S.TO_REVIEW, by_filler, "Compléter"),
        (S.TO_REVIEW, "complete"): Transition(S.TO_REVIEW, by_filler, "Compléter"),
        (S.TO_REVIEW, "send_back"): Transition(S.ASKED, already_checked, "Renvoyer"),
        (S.TO_REVIEW, "reopen"): Transition(S.DRAFT, already_checked, "Reprendre"),
        (S.TO_REVIEW, "open"): Transition(S.SIGNING, by_school, "Envoyer à la signature"),
        (S.SIGNING, "seal"): Transition(S.SIGNED, by_portal, "Signée par tous"),
        (S.SIGNING, "void"): Transition(S.TO_REVIEW, already_checked, "Annuler les signatures"),
        (S.SIGNED, "void"): Transition(S.TO_REVIEW, already_checked, "Annuler les signatures"),
        **{
            (state, "cancel"): Transition(S.CANCELLED, already_checked, "Annuler")
            for state in (S.DRAFT, S.ASKED, S.TO_REVIEW, S.SIGNING, S.SIGNED)
        },
    }
)


def lock(agreement):
    """The placement, then its agreement, locked in this order and read again."""
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    rows.get(pk=agreement.placement_id)
    Agreement.objects.select_for_update(of=("self",), no_key=True).get(pk=agreement.pk)
    return with_all(Agreement.objects).get(pk=agreement.pk)


def with_all(rows):
    """Agreements with what their pages and documents read."""
    return rows.select_related(
        "limits__academy",
        "pfmp_limits__academy",
        "placement__pupil",
        "placement__school",
        "placement__referent",
        "placement__class_group__school_year",
        "placement__class_group__diploma",
    ).prefetch_related("parts__company", "placement__stays__company", "placement__pupil__guardians")


def move(actor, agreement, event):
    """Apply an event and save; raises Refused when the table forbids it."""
    TABLE.apply(agreement, event, actor)
    agreement.save(update_fields=["state", "updated_at"])


def write_journal(actor, verb, agreement, *, company=None, **more):
    """One line about the placement: no name of a pupil, who is erased one day."""
    placement = agreement.placement
    if company is None:
        company = next((stay.company for stay in placement.stays.all()), None)
    record(actor, verb, placement, school=placement.school, company=company, **more)


def current_round(agreement):
    """The last round put to signature, whatever became of it; None before the first."""
    return SignatureRound.objects.about(agreement).first()


def is_out(agreement):
    last = current_round(agreement)
    return last is not None and last.state != RoundState.VOIDED


def part_of(function):
    """The key of the part whose host a signatory function stands for; None for the others."""
    name, _, key = function.partition("-")
    return int(key) if name == Party.HOST and key.isdecimal() else None


def signatory_function(actor, agreement):
    """The party that an account speaks for; "" for none (R-AG-1).

    Who follows the class speaks for the school without signing: a scan that one of them
    recorded is confirmed by another one (R-AG-2).
    """
    placement = agreement.placement
    if actor.acts_as(Act.SIGN, Role.HEAD, placement.school_id):
        return Party.HEAD.value
    if actor.user is not None and actor.user.pk == placement.referent_id:
        return Party.REFERENT.value
    if is_school_side(agreement, actor):
        return "school"
    mine = [part for part in agreement.parts.all() if is_host(part, actor)]
    return f"{Party.HOST}-{mine[0].pk}" if mine else ""


def school_recipients(placement):
    """Who follows the placement, else the head."""
    if placement.referent is not None:
        user = placement.referent
        return [Recipient(user.email, user.get_full_name(), user.pk, Rhythm.SCHOOL)]
    return head_recipients(placement.school)


def host_recipient(part):
    """Who is written to for a host, None without an address."""
    email = part.contact_email or part.signatory_email or part.company.email
    if not email:
        return None
    return Recipient(email, part.contact_name or part.signatory_name or str(part.company))
