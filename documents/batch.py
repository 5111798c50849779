"""Several signatures of one person with one code: those that are asked of their own address.

The code goes to the address that each signature is asked of, names how many documents it
signs, and signs nothing that was put to signature after it left (R-AG-2).
"""

from django.db import transaction
from django.utils import timezone

from accounts import codes
from accounts.actor import Actor
from directory.violations import Refused
from documents.enums import RoundState
from documents.models import Signatory
from documents.rounds import give


def awaited_of(user, today=None):
    """The signatures asked of this person's address that may still be given, oldest first."""
    rows = Signatory.objects.askable().filter(
        round__state=RoundState.OPEN,
        round__closes_on__gte=today or timezone.localdate(),
        email__iexact=user.email,
    )
    return rows.select_related("round", "link").order_by("round_id", "pk")


def send_code(actor):
    """One code for all that is asked of the person today. Raises Refused when nothing is."""
    count = awaited_of(actor.user).count()
    if not count:
        raise Refused("Aucune signature ne vous est demandée.")
    return codes.send(actor, actor.user, f"signer {count} document{'s' if count > 1 else ''}")


def sign(actor, keys, typed, ip):
    """Give the chosen signatures, all or none; the last one of a document seals it.

    Call it outside any transaction, as `rounds.sign`. Returns how many were given; raises
    Refused for a wrong code, for nothing chosen, and when one of them cannot be given.
    """
    chosen = [one for one in awaited_of(actor.user) if one.pk in set(keys)]
    if not chosen:
        raise Refused("Cochez au moins un document.")
    verified = codes.verify(actor, actor.user, typed)
    if any(one.asked_at > verified.sent_at for one in chosen):
        raise Refused("Un document est venu après l’envoi du code : demandez-en un nouveau.")
    words = f"Avec un code pour {len(chosen)} document{'s' if len(chosen) > 1 else ''}."
    with transaction.atomic():
        codes.use(verified)
        for one in chosen:
            give(Actor.of_link(one.current_link), one, ip, words, verified.sent_to)
    return len(chosen)
