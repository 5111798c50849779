"""The life of a role that was asked: opened meanwhile, validated, refused, ended."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import functions, links
from accounts.enums import Evidence, Role, RoleState
from accounts.models import RoleAssignment, User
from accounts.models.deciders import whole_companies_open_to
from accounts.rules import (
    HEAD_PROVISIONAL_DAYS,
    check_start,
    end_of_role,
    is_academic,
    scope_errors,
)
from accounts.transitions import Table, Transition
from accounts.workflow.grants import add, same, write
from accounts.workflow.validators import asked, recipient
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from outbox.recipients import Recipient
from outbox.workflow import notify

HEAD_PURPOSE = "direction"
HEAD_LINK_LIFE = dt.timedelta(days=15)
WAITING, PROVISIONAL, VALIDATED, REFUSED, ENDED = RoleState


def by_decider(assignment, actor):
    """The validator of this row, today (`accounts.rules.VALIDATION`)."""
    return RoleAssignment.objects.decided_by(actor).filter(pk=assignment.pk).exists()


def by_holder(assignment, actor):
    return actor.user is not None and actor.user.pk == assignment.user_id


def by_either(assignment, actor):
    return by_holder(assignment, actor) or by_decider(assignment, actor)


def by_mailbox(assignment, actor):
    """The holder of the link that went to the school's own mailbox."""
    link = actor.link
    return (
        link is not None
        and link.purpose == HEAD_PURPOSE
        and link.subject_type.model_class() is RoleAssignment
        and link.subject_id == assignment.pk
    )


TABLE = Table(
    {
        (WAITING, "open"): Transition(PROVISIONAL, by_mailbox, "Ouvrir le rôle pour un mois"),
        (WAITING, "validate"): Transition(VALIDATED, by_decider, "Valider le rôle"),
        (WAITING, "refuse"): Transition(REFUSED, by_decider, "Refuser le rôle"),
        (WAITING, "withdraw"): Transition(ENDED, by_holder, "Retirer la demande"),
        (PROVISIONAL, "validate"): Transition(VALIDATED, by_decider, "Valider le rôle"),
        (PROVISIONAL, "refuse"): Transition(REFUSED, by_decider, "Refuser le rôle"),
        (PROVISIONAL, "withdraw"): Transition(ENDED, by_holder, "Retirer la demande"),
        (VALIDATED, "end"): Transition(ENDED, by_either, "Mettre fin au rôle"),
    }
)


def lock(assignment):
    return RoleAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)


@transaction.atomic
def ask(actor, user, role, *, evidence=Evidence.MAILBOX, words="", starts_on=None, **scope):
    """Ask for a role over one place ({"schools": [school]}) from `starts_on` on (today); its
    validators are told.

    People of a school with an academic address work as teachers meanwhile. A head's
    request goes to the mailbox of the school. Raises Refused when the role is not one
    that people ask for, when its scope does not fit, or when it is held or asked already.
    """
    role = Role(role)
    starts_on = starts_on or timezone.localdate()
    require(check_start(starts_on, timezone.localdate()))
    _require_new(user, role, starts_on, scope)
    assignment = add(
        user,
        role,
        scope,
        state=_first_state(user, role),
        evidence=_evidence(user, role, evidence),
        granted_by=actor.user,
        words=words,
        starts_on=starts_on,
    )
    people, assignment.escalates_on = asked(assignment)
    assignment.save(update_fields=["escalates_on"])
    write(actor, "a demandé le rôle", assignment)
    for person in people:
        notify("accounts.role_asked", assignment, recipient(person), by=actor)
    if role == Role.HEAD:
        write_to_school(actor, assignment)
    return assignment


def _require_new(user, role, starts_on, scope):
    if not role.may_be_asked:
        raise Refused("Ce rôle ne se demande pas : il est ouvert par le portail.")
    if errors := scope_errors(role, scope):
        raise Refused(violations=[Violation("", message, field) for field, message in errors])
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if same(RoleAssignment.objects.kept().lasting(starts_on), user, role, scope):
        raise Refused("Ce rôle est déjà tenu ou demandé.")


def _first_state(user, role):
    academic = is_academic(user.email, settings.ACADEMIC_DOMAINS)
    return PROVISIONAL if academic and role.meanwhile == Role.TEACHER else WAITING


def _evidence(user, role, given):
    """The best proof at hand; an academic address says more than an invitation."""
    if role.of_school and is_academic(user.email, settings.ACADEMIC_DOMAINS):
        return Evidence.ACADEMIC_MAILBOX
    return given


def write_to_school(actor, assignment):
    """Send the school's own mailbox (of the annuaire) a link that opens the head's role.

    Returns the link, or None for a school without address: the département then decides alone.
    """
    school = assignment.schools.get()
    if not school.email:
        return None
    link = links.issue(
        actor,
        HEAD_PURPOSE,
        assignment,
        name=str(school),
        email=school.email,
        valid_until=timezone.now() + HEAD_LINK_LIFE,
        function="boîte de l’établissement",
    )
    to = Recipient(school.email, school.name, rhythm=Rhythm.SCHOOL)
    notify("accounts.head_asked", assignment, to, by=actor)
    return link


@transaction.atomic
def open_for_a_month(actor, assignment):
    """The school's mailbox vouches for its head: the role opens for 30 days, without the
    right to sign, until the département confirms. Idempotent."""
    assignment = lock(assignment)
    if assignment.state == PROVISIONAL:
        return assignment
    TABLE.apply(assignment, "open", actor)
    today = timezone.localdate()
    assignment.evidence = Evidence.SCHOOL_MAILBOX
    assignment.ends_on = today + dt.timedelta(days=HEAD_PROVISIONAL_DAYS)
    assignment.starts_on = min(assignment.starts_on, today)
    assignment.save(update_fields=["state", "evidence", "ends_on", "starts_on"])
    write(actor, "a ouvert pour un mois le rôle", assignment)
    notify("accounts.role_opened", assignment, _holder(assignment), by=actor)
    functions.changed(assignment)
    return assignment


@transaction.atomic
def validate(actor, assignment, *, whole_company=False):
    """The role has its whole rights, from its first day to the end of that school year for
    people of a school; `whole_company` opens all the sites of the SIREN (R-ID-2). Idempotent.
    Raises Refused when the actor is not its validator, or not that of each site."""
    assignment = lock(assignment)
    if assignment.state == VALIDATED:
        return assignment
    TABLE.apply(assignment, "validate", actor)
    if whole_company:
        _require_whole_company(actor, assignment)
        assignment.includes_siblings = True
    assignment.validated_by, assignment.validated_at = actor.user, timezone.now()
    opens_on = max(timezone.localdate(), assignment.starts_on)
    assignment.ends_on = end_of_role(assignment.role, opens_on)
    assignment.save(
        update_fields=["state", "validated_by", "validated_at", "ends_on", "includes_siblings"]
    )
    write(actor, "a validé le rôle", assignment)
    _tell_decision(actor, assignment)
    functions.changed(assignment)
    return assignment


def _require_whole_company(actor, assignment):
    companies = assignment.companies.all()
    open_ones = whole_companies_open_to(actor, companies)
    if not companies or any(company.siren not in open_ones for company in companies):
        raise Refused("Vous ne pouvez pas ouvrir tous les établissements de cette entreprise.")


@transaction.atomic
def refuse(actor, assignment, reason):
    """The role gives nothing any more; the person is told why. Idempotent."""
    assignment = lock(assignment)
    if assignment.state == REFUSED:
        return assignment
    return _close(actor, assignment, "refuse", "a refusé le rôle", reason)


@transaction.atomic
def end(actor, assignment, reason=""):
    """End a role at once, open sessions included; or withdraw one's request. Idempotent.

    A reason is asked of whoever ends another person's role.
    """
    assignment = lock(assignment)
    if assignment.state == ENDED:
        return assignment
    event = "end" if assignment.state == VALIDATED else "withdraw"
    verb = "a mis fin au rôle" if event == "end" else "a retiré sa demande du rôle"
    own = by_holder(assignment, actor)
    return _close(actor, assignment, event, verb, reason, needs_reason=not own)


def _close(actor, assignment, event, verb, reason, *, needs_reason=True):
    reason = " ".join(reason.split())
    if needs_reason and not reason:
        raise Refused(violations=[Violation("", "Indiquez le motif.", "reason")])
    TABLE.apply(assignment, event, actor)
    today = timezone.localdate()
    assignment.reason = reason
    assignment.ends_on = max(today, assignment.starts_on)
    assignment.save(update_fields=["state", "reason", "ends_on"])
    write(actor, verb, assignment, reason=reason)
    _tell_decision(actor, assignment)
    functions.changed(assignment)
    return assignment


def _holder(assignment):
    return recipient(assignment.user, assignment.role)


def _tell_decision(actor, assignment):
    to, state = _holder(assignment), assignment.state
    notify("accounts.role_decided", assignment, to, by=actor, occasion=state)


def decide(actor, rows, accepted, reason="", whole_companies=()):
    """Validate or refuse several rows; [(row, message)] of those that were refused to the
    actor. Each row is its own transaction: one that moved meanwhile stops no other."""
    failed = []
    for row in rows:
        whole = row in whole_companies
        try:
            validate(actor, row, whole_company=whole) if accepted else refuse(actor, row, reason)
        except Refused as refusal:
            failed.append((row, refusal.message))
    return failed
