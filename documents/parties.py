"""Who may act on a round, and the lock that every act takes first."""

from directory.violations import Refused, Violation
from documents.enums import RoundState
from documents.models import Signatory, SignatureRound
from outbox import sms

BY_DELEGATION = ", par délégation"


def function_of(actor, round):
    """The function that the actor speaks for in a round, "" for none.

    The holder of a link speaks for their own signatory; an account for what the owner
    of the kind declares.
    """
    if actor.link:
        asked = round.signatories.filter(pk=actor.link.subject_id).first()
        same = asked and asked.current_link.pk == actor.link.pk
        return asked.function if same else ""
    return round.declared.function_of(actor, round.subject)


def require_party(actor, round, signatory=None):
    """The function of the actor. Raises Refused for who is no party, and for the holder
    of a link who acts on the signature of another one."""
    function = function_of(actor, round)
    theirs = signatory is None or actor.link is None or signatory.function == function
    if not function or not theirs:
        raise Refused("Cette action est réservée aux parties de ce document.")
    return function


def standing_of(declared, subject, function, email):
    """The standing of an address in a function (R-AG-1). Raises Refused without one."""
    standing = declared.standing(subject, function, email)
    if standing.why_not:
        raise Refused(violations=[Violation("R-AG-1", standing.why_not, "email")])
    return standing


def phone_of(signatory):
    """The number (E.164) to which the signatory may have the code sent; "" for none."""
    round = signatory.round
    number = round.declared.phone_of(round.subject, signatory.function, signatory.email)
    try:
        return sms.normalise_number(number)
    except ValueError:
        return ""


def in_words(label, standing):
    """« Pour l’établissement X, par délégation »."""
    plain = label.removesuffix(BY_DELEGATION)
    return plain + BY_DELEGATION if standing.by_delegation else plain


def require_open(signatory):
    """Raises Refused, saying why, when this signature can no longer be given."""
    round = signatory.round
    if round.state == RoundState.VOIDED:
        raise Refused(f"Ce document a été annulé : {round.void_reason}")
    if signatory.has_signed:
        raise Refused("Cette signature est déjà donnée.")
    if round.state == RoundState.SEALED:
        raise Refused("Ce document est déjà scellé : il ne se signe plus.")


def locked(signatory):
    """(round, signatory) read again under the lock of the round, in that order."""
    round = SignatureRound.objects.select_for_update(of=("self",), no_key=True).get(
        pk=signatory.round_id
    )
    signatory = Signatory.objects.select_related("link").get(pk=signatory.pk)
    signatory.round = round
    return round, signatory
