"""What an agreement holds, read once: facts for its rules, values for its document."""

from django.utils import timezone

from partnerships.workflow.contract_people import head_recipients
from placements.rules.agreement import AgreementFacts, HostFacts, is_of_age
from placements.workflow import vocational_limits

# Of a stay and of a part, as the forms name them.
OF_STAY = (
    "place",
    "tutor_name",
    "tutor_function",
    "tutor_email",
    "tutor_phone",
    "activities",
)
OF_PART = (
    "equipment",
    "meals",
    "insurance",
    "signatory_name",
    "signatory_function",
    "signatory_email",
    "works_read",
)
OF_SCHOOL = ("objectives", "evaluation", "transport", "health_plan")


def stays_of(agreement, part):
    """The days at this host's, from rows that were read with the agreement."""
    stays = agreement.placement.stays.all()
    return [stay for stay in stays if stay.company_id == part.company_id]


def hosting_parts(agreement):
    """The parts of the hosts that still receive the pupil, in the order of their days."""
    parts = {part.company_id: part for part in agreement.parts.all()}
    order = dict.fromkeys(stay.company_id for stay in agreement.placement.stays.all())
    return [parts[key] for key in order if key in parts]


def key_of(part):
    """What begins the names of the fields of a part."""
    return f"host{part.pk}"


def host_facts(agreement, part):
    stays = stays_of(agreement, part)
    first = stays[0] if stays else None
    return HostFacts(
        key=key_of(part),
        name=str(part.company),
        completed=part.completed_at is not None,
        has_hours=all(stay.table for stay in stays),
        tutor=first.tutor_name if first else "",
        activities=first.activities if first else "",
        insurance=part.insurance,
        signatory=part.signatory_name,
        works_read=part.works_read,
    )


def agreement_facts(agreement):
    """The values that `rules_agreement.completeness` judges."""
    placement = agreement.placement
    pupil = placement.pupil
    return AgreementFacts(
        starts_on=placement.starts_on,
        birth_date=pupil and pupil.birth_date,
        guardians=tuple(str(one) for one in pupil.guardians.all()) if pupil else (),
        head=head_of(placement.school)[0],
        hosts=tuple(host_facts(agreement, part) for part in hosting_parts(agreement)),
        referent=str(placement.referent or ""),
        is_vocational=agreement.is_vocational,
    )


def head_of(school):
    """(name, address) of who signs for the school today; empty texts when nobody is known."""
    found = head_recipients(school)
    return (found[0].name, found[0].email) if found else ("", "")


def signs_alone(pupil, today=None):
    """R-AG-1: the adult pupil instead of a guardian."""
    return is_of_age(pupil.birth_date, today or timezone.localdate())


def limits_of(agreement):
    """The limits that it was put to signature with; before, those that apply to its days."""
    placement = agreement.placement
    kept = agreement.pfmp_limits or agreement.limits
    first = placement.starts_on
    return kept or vocational_limits.in_force(placement.kind, placement.school_id, first)


def presence_of(agreement):
    """The limits of presence of its pupil (`rules_presence.Limits`; R-PL-3, R-PF-5)."""
    placement = agreement.placement
    born = placement.pupil and placement.pupil.birth_date
    return limits_of(agreement).of(born, placement.starts_on)
