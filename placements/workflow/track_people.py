"""Who is written to about a discovery track."""

from directory.enums import Rhythm
from outbox.recipients import Recipient
from partnerships.workflow.contract_people import head_recipients
from placements.models import ClassReferent


def of_schools(candidates):
    """Who follows the classes of these candidates, the head where nobody does; once each."""
    groups = {row.class_group_id: row.school for row in candidates.select_related("school")}
    rows = ClassReferent.objects.filter(class_group__in=groups).select_related("user")
    found = {}
    for row in rows:
        found[row.user_id] = _recipient(row.user)
        groups.pop(row.class_group_id, None)
    heads = [person for school in set(groups.values()) for person in head_recipients(school)]
    return list({person.email: person for person in [*found.values(), *heads]}.values())


def _recipient(user):
    return Recipient(user.email, user.get_full_name(), user.pk, Rhythm.SCHOOL)
