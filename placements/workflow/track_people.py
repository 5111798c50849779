"""Who is written to about a discovery track."""

from accounts.enums import Role
from directory.enums import Rhythm
from directory.models import ClassGroup
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.workflow.contract_people import head_recipients
from partnerships.workflow.people import Address, stood_in, with_role
from placements.agreement.data import signs_alone
from placements.models import ClassReferent, HostPart

# Who runs the placements of a school, besides the referents of its classes.
RUNNERS = (Role.HEAD, Role.RBDE)


def of_schools(candidates):
    """Who follows the classes of these candidates, the head where nobody does; once each."""
    groups = {row.class_group_id: row.school for row in candidates.select_related("school")}
    rows = ClassReferent.objects.filter(class_group__in=groups).select_related("user")
    found = {}
    for row in rows:
        found[row.user_id] = _recipient(row.user)
        groups.pop(row.class_group_id, None)
    heads = [person for school in set(groups.values()) for person in head_recipients(school)]
    return _once([*found.values(), *heads])


def concerned_schools(track, after, most):
    """The keys, in their order, of so many schools of the track's territory that have a class
    of its levels, from the one that follows the key `after`."""
    groups = _concerned_classes(track).filter(school__gt=after)
    if track.department_id:
        groups = groups.filter(school__department=track.department_id)
    return list(groups.order_by("school_id").values_list("school_id", flat=True).distinct()[:most])


def proposers_of(track, schools):
    """Who may propose pupils of these schools to a track: head, RBDE and the referents of the
    classes of its levels; once each."""
    groups = _concerned_classes(track).filter(school__in=schools)
    people = [person.recipient for person in with_role(RUNNERS, schools=schools)]
    rows = ClassReferent.objects.filter(class_group__in=groups, user__is_active=True)
    return _once([*people, *(_recipient(row.user) for row in rows.select_related("user"))])


def _concerned_classes(track):
    return ClassGroup.objects.filter(
        school__is_open=True, school_year=track.school_year_id, level__in=track.levels
    )


def hosts_of(track):
    """Who answers for each host of the plan: those with an account, whom its agreements were
    asked of, the company's own address when there is nobody; once each."""
    asked = HostPart.objects.filter(agreement__placement__candidacy__track=track)
    contacts: dict = {}
    for key, email, name in asked.values_list("company", "contact_email", "contact_name"):
        if email:
            contacts.setdefault(key, {})[email.lower()] = name
    companies = {row.company_id: row.company for row in track.plan.select_related("company")}
    people = [one for row in companies.values() for one in _answerers(row, contacts)]
    return _once([person.recipient for person in people])


def _answerers(company, contacts):
    people = with_role([Role.COMPANY_REPRESENTATIVE], companies=[company.pk])
    known = {person.email for person in people}
    there = contacts.get(company.pk, {})
    people += [Address(email, name) for email, name in there.items() if email not in known]
    if not people and company.email:
        people = [Address(company.email.lower(), str(company))]
    return stood_in(people, company.pk)


def tell_family(actor, kind, placement, but=()):
    """The family of a pupil who is placed, at the addresses of the pupil's sheet."""
    for recipient in _family(placement.pupil):
        if recipient.email not in but:
            notify(kind, placement, recipient, by=actor)


def _family(pupil):
    """The adult pupil, else the guardians; nobody when the school has no address, or once
    the pupil is erased."""
    if pupil is None:
        return []
    if signs_alone(pupil):
        people = [(pupil.email, f"{pupil.first_name} {pupil.last_name}")]
    else:
        people = [(one.email, str(one)) for one in pupil.guardians.all()]
    return _once(
        [Recipient(email, name, rhythm=Rhythm.EVERY_DAY) for email, name in people if email]
    )


def _recipient(user):
    return Recipient(user.email, user.get_full_name(), user.pk, Rhythm.SCHOOL)


def _once(people):
    return list({person.email: person for person in people}.values())
