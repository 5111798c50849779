"""Who is written to about a committee, a bureau des entreprises or a territory."""

from django.db.models import Q

from accounts.enums import Role
from accounts.models import RoleAssignment, User
from accounts.workflow.validators import recipient
from clee.models import Mandate
from directory.models import Contact
from outbox.recipients import Recipient

# Who answers for a territory, in this order: the next ones where nobody holds the first.
ANSWERING = (
    Role.MISSION_OFFICER,
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.EDUCATION_AUTHORITY,
)


def of_territory(role, codes):
    """The holders of `role` today whose places hold one of these départements."""
    held = RoleAssignment.objects.in_force().filter(role=role)
    there = Q(departments__in=codes) | Q(academies__departments__in=codes) | Q(whole_region=True)
    return _users(held.filter(there))


def answering(codes):
    """(role, people) who answer for these départements today; (None, []) without anybody."""
    for role in ANSWERING:
        people = of_territory(role, codes)
        if people:
            return role, people
    return None, []


def officers(codes):
    """The recipients who answer for these départements."""
    role, people = answering(codes)
    return [recipient(person, role) for person in people]


def co_leads(committees, day=None):
    """The recipients who co-lead these committees, each once."""
    running = Mandate.objects.running(day).filter(committee__in=committees)
    people = User.objects.filter(pk__in=running.values("user"), is_active=True).order_by("pk")
    return [recipient(person, Role.CO_LEAD) for person in people]


def referents(networks):
    """The people of these networks, each address once; a network's own address without any."""
    found = {}
    here = Contact.objects.filter(network__in=networks, left_on=None).exclude(email="")
    with_people = set()
    for one in here.order_by("pk"):
        with_people.add(one.network_id)
        name = f"{one.first_name} {one.last_name}".strip()
        found.setdefault(one.email.lower(), Recipient(one.email, name))
    for network in networks:
        if network.email and network.pk not in with_people:
            found.setdefault(network.email.lower(), Recipient(network.email, network.name))
    return list(found.values())


def keepers(committee):
    """Who reads what is written to a committee: its co-leads and its own address; the officers
    of its territory when there is neither."""
    found = co_leads([committee])
    if committee.contact_email:
        found.append(Recipient(committee.contact_email, str(committee)))
    return found or officers(committee.departments.values("pk"))


def office_holders(school):
    """The RBDE of a lycée; its own address when nobody is in post."""
    held = RoleAssignment.objects.in_force().filter(role=Role.RBDE, schools=school)
    found = [recipient(person, Role.RBDE) for person in _users(held)]
    if not found and school.email:
        return [Recipient(school.email, str(school))]
    return found


def _users(assignments):
    rows = User.objects.filter(pk__in=assignments.values("user"), is_active=True)
    return list(rows.order_by("pk"))
