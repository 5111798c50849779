"""Whose signatures an agreement asks, and how they follow the function (R-AG-1)."""

from accounts import functions
from documents.enums import RoundState
from documents.models import Signatory
from documents.parties import locked
from documents.rounds import SignatoryData, hand_to
from partnerships.workflow.signing import hand_over, led_by
from placements.agreement.data import head_of, hosting_parts, signs_alone, stays_of
from placements.enums.agreement import ROUND_KINDS, Party
from placements.models import Agreement

# One of two guardians suffices.
GUARDIANS = "guardians"


def signatories_of(agreement):
    """Whom the round asks, in the order of the document; without address: on paper."""
    placement = agreement.placement
    found = [_host(part) for part in hosting_parts(agreement)]
    found.append((Party.HEAD, f"Pour l’établissement {placement.school}", *_head(placement), {}))
    found += _family(placement.pupil, agreement.is_vocational)
    if referent := placement.referent:
        found.append((Party.REFERENT, *_referent(referent, agreement.is_vocational)))
    if agreement.is_vocational:
        found += [_tutor(agreement, part) for part in hosting_parts(agreement)]
    return [
        SignatoryData(str(function), label, name, email, position, **more)
        for position, (function, label, name, email, more) in enumerate(found, start=1)
    ]


def _host(part):
    label = f"Pour l’accueillant {part.company}"
    return f"{Party.HOST}-{part.pk}", label, part.signatory_name, part.signatory_email, {}


def _head(placement):
    return head_of(placement.school)


def _referent(referent, is_vocational):
    """R-PF-4: the referent teacher is a party; elsewhere it may sign (R-AG-1)."""
    if is_vocational:
        return "L’enseignant référent", str(referent), referent.email, {}
    label = "Le référent de l’établissement (facultatif)"
    return label, str(referent), referent.email, {"optional": True}


def _tutor(agreement, part):
    """R-PF-4: who follows the pupil at this host's."""
    stay = stays_of(agreement, part)[0]
    label = f"Le tuteur, {part.company}"
    return f"{Party.TUTOR}-{part.pk}", label, stay.tutor_name, stay.tutor_email, {}


def _family(pupil, is_vocational):
    """The adult pupil, else the guardians; a minor in a vocational period signs beside them
    (R-PF-4). No label names the pupil: the journal keeps them."""
    name = f"{pupil.first_name} {pupil.last_name}"
    if signs_alone(pupil):
        return [(Party.PUPIL, "L’élève, majeur", name, pupil.email, {})]
    label = "Un responsable légal de l’élève"
    own = [(Party.PUPIL, "L’élève", name, pupil.email, {})] if is_vocational else []
    return own + [
        (f"{Party.GUARDIAN}-{one.rank}", label, str(one), one.email, {"one_of": GUARDIANS})
        for one in pupil.guardians.all()
    ]


def standing(agreement, function, email):
    """Whether this address may sign in this function. The family signs at the addresses of
    the pupil's sheet, which the school keeps: nobody else can take its place."""
    if function == Party.HEAD:
        return functions.standing_for_head(agreement.placement.school, email)
    if function.partition("-")[0] in (Party.GUARDIAN, Party.PUPIL):
        return _family_standing(agreement.placement.pupil, function, email.lower())
    return functions.Standing()


def _family_standing(pupil, function, email):
    if not email:
        return functions.Standing()
    known = {pupil.email} if function == Party.PUPIL else _addresses(pupil)
    if pupil and email in {address.lower() for address in known}:
        return functions.Standing()
    text = "Cette adresse n’est pas sur la fiche de l’élève : corrigez d’abord la fiche."
    return functions.Standing(text)


def _addresses(pupil):
    return set(pupil.guardians.values_list("email", flat=True)) if pupil else set()


def phone_of(agreement, function, email):
    """The telephone of the guardian or adult pupil at this address, on the pupil's sheet."""
    pupil = agreement.placement.pupil
    if pupil is None or not email:
        return ""
    if function == Party.PUPIL:
        people = [pupil]
    else:
        people = pupil.guardians.all() if function.startswith(f"{Party.GUARDIAN}-") else []
    return next((one.phone for one in people if one.email.lower() == email.lower()), "")


def follow_heads(assignment):
    """A head came or left: what was asked of the one before is asked of the one in place."""
    for school, user in led_by(assignment):
        agreements = Agreement.objects.filter(placement__school=school)
        asked = Signatory.objects.filter(
            round__kind__in=ROUND_KINDS.values(),
            round__subject_id__in=agreements.values("pk"),
        )
        hand_over(asked, school, user)


def follow_family(actor, pupil):
    """An address of the sheet was corrected: the signature is asked there (R-AG-1)."""
    agreements = Agreement.objects.filter(placement__pupil=pupil)
    asked = Signatory.objects.askable().filter(
        round__kind__in=ROUND_KINDS.values(),
        round__state=RoundState.OPEN,
        round__subject_id__in=agreements.values("pk"),
    )
    guardians = {f"{Party.GUARDIAN}-{one.rank}": one for one in pupil.guardians.all()}
    people = {Party.PUPIL.value: (f"{pupil.first_name} {pupil.last_name}", pupil.email)}
    people |= {function: (str(one), one.email) for function, one in guardians.items()}
    for signatory in asked.filter(function__in=people).order_by("round_id"):
        name, email = people[signatory.function]
        if email and email.lower() != signatory.email.lower():
            round, signatory = locked(signatory)
            hand_to(actor, round, signatory, name, email)
