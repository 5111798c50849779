"""The letter with a code: the proof of a company's representative who has no other."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string

from accounts.codes import digest
from accounts.enums import Evidence, RoleState
from accounts.models import RoleLetter
from accounts.rules import check_letter, may_send_letter, takes_letter
from accounts.workflow import roles
from accounts.workflow.grants import write
from accounts.workflow.validators import deciding, recipient
from directory.violations import Refused, Violation, require
from outbox.workflow import notify

LIFE = dt.timedelta(days=30)
# No letter and no digit that are taken for one another on paper.
READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
WRONG = "Ce code n’est pas celui du courrier."
OVER = "Ce code n’est plus valable. Demandez un nouveau courrier à la personne qui valide."


def awaits_letter(assignment):
    """Whether a letter would help this request, as it stands."""
    return assignment.state == RoleState.WAITING and takes_letter(
        assignment.role, assignment.evidence
    )


@transaction.atomic
def prepare(actor, assignment):
    """(letter, code) to print and to post: the code is told here and nowhere else.

    An earlier letter of the same request is worth nothing any more. Raises Refused when
    the actor does not decide on the request, when it needs no letter, when the company is
    to be checked or has no address, and after three letters.
    """
    assignment = roles.lock(assignment)
    if not (may_send_letter(actor.role) and roles.by_decider(assignment, actor)):
        raise Refused("Cette action ne vous est pas ouverte.")
    if not awaits_letter(assignment):
        raise Refused("Cette demande n’attend pas de courrier.")
    company = assignment.companies.get()
    sent = assignment.letters.count()
    require(
        check_letter(
            company.address, company.city, to_be_checked=company.to_be_checked, already_sent=sent
        )
    )
    now = timezone.now()
    assignment.letters.filter(used_at=None, replaced_at=None).update(replaced_at=now)
    code = get_random_string(LENGTH, READABLE)
    letter = RoleLetter(assignment=assignment, made_by=actor.user, expires_at=now + LIFE)
    letter.code_hash = digest(letter.salt, code)
    letter.save()
    write(actor, "a préparé un courrier avec un code pour le rôle", assignment)
    to = recipient(assignment.user, assignment.role)
    notify("accounts.letter_prepared", assignment, to, by=actor, occasion=str(letter.pk))
    return letter, f"{code[:4]}-{code[4:]}"


def enter(actor, assignment, typed):
    """The person types the code: the request has its proof and its validators are told.

    Call it outside any transaction: a wrong try is counted whatever happens next. Raises
    Refused with what to say; five tries for a letter.
    """
    proved, why_not = _try(actor, assignment, _plain(typed))
    if why_not:
        raise Refused(violations=[Violation("", why_not, "code")])
    return proved


def _plain(typed):
    return "".join(sign for sign in typed.upper() if sign.isalnum())


@transaction.atomic(durable=True)
def _try(actor, assignment, typed):
    assignment = roles.lock(assignment)
    if not roles.by_holder(assignment, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    if not awaits_letter(assignment):
        return None, "Cette demande n’attend plus de code."
    letter = assignment.letters.living().select_for_update(of=("self",)).first()
    if letter is None:
        return None, OVER
    right = constant_time_compare(letter.code_hash, digest(letter.salt, typed))
    letter.tries = F("tries") + 1
    letter.used_at = timezone.now() if right else None
    letter.save(update_fields=["tries", "used_at"])
    if not right:
        return None, WRONG
    assignment.evidence = Evidence.LETTER
    assignment.save(update_fields=["evidence"])
    write(actor, "a saisi le code du courrier pour le rôle", assignment)
    for person in deciding(assignment):
        to = recipient(person)
        notify("accounts.role_proved", assignment, to, by=actor, occasion=str(letter.pk))
    return assignment, ""
