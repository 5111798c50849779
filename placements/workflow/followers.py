"""Who follows the pupils of a class, to be told what comes in for them."""

from accounts.enums import Role
from directory.enums import Rhythm
from outbox.recipients import Recipient
from partnerships.workflow.people import with_role

# Who is told when a class has no referent.
WITHOUT_REFERENT = (Role.RBDE, Role.DDFPT, Role.DEPUTY, Role.HEAD)


def followers(group):
    """Recipients: the referents of the class, else who runs the placements of the school."""
    people = [row.user for row in group.referents.select_related("user") if row.user.is_active]
    if people:
        return [
            Recipient(user.email, user.get_full_name(), user.pk, Rhythm.SCHOOL) for user in people
        ]
    for role in WITHOUT_REFERENT:
        if found := with_role([role], schools=[group.school_id]):
            return [person.recipient for person in found]
    return []


def askers(request):
    """Who is told of the answers to a request for places: who sent it, after they have left
    who follows the class."""
    author = request.created_by
    if author is not None and author.is_active:
        return [Recipient(author.email, author.get_full_name(), author.pk, Rhythm.SCHOOL)]
    return followers(request.period.class_group)
