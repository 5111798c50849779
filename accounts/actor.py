"""Who acts: a person in one of their roles, the holder of a link, or the portal itself.

Resolved once per request (`accounts.middleware`) and handed to every workflow and to
every `visible_to`. Roles are read from the database each time: one that has ended gives
nothing from the next request on.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.enums import SCHOOL_MANAGEMENT, Role
from accounts.models import PersonalLink, RoleAssignment, User
from directory.models import Department

ROLE_ORDER = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True)
class Actor:
    """Immutable. The sets are the union of all assignments of the current role; those of
    académies and of the région are expanded to département codes."""

    user: User | None = None
    role: Role | None = None
    roles: tuple = ()
    school_ids: frozenset = frozenset()
    company_ids: frozenset = frozenset()
    department_codes: frozenset = frozenset()
    branch_ids: frozenset = frozenset()
    network_ids: frozenset = frozenset()
    link: PersonalLink | None = None
    label: str = ""

    @classmethod
    def anonymous(cls):
        """A visitor: sees what is published, may do nothing."""
        return cls(label="Visiteur")

    @classmethod
    def system(cls, label):
        """The portal acting by itself (a task, a command); `label` names it in the journal."""
        return cls(label=label)

    @classmethod
    def of_link(cls, link):
        """The holder of a personal link: no role, no scope, only the link's subject."""
        words = [link.holder_name, link.holder_function]
        return cls(link=link, label=", ".join(word for word in words if word))

    @classmethod
    def of(cls, user, role=None):
        """A person in `role` when they hold it, else in the first of their roles.

        One query. Without a role in force the actor has a user and no right.
        """
        rows = list(RoleAssignment.objects.held_by(user))
        held = sorted({Role(row.role) for row in rows}, key=ROLE_ORDER.__getitem__)
        if not held or not user.is_active:
            return cls(user=user, label=str(user))
        current = Role(role) if role in held else held[0]
        rows = [row for row in rows if row.role == current]
        return cls(
            user=user,
            role=current,
            roles=tuple(held),
            label=f"{user}, {current.label}",
            **_scope(rows),
        )

    @property
    def is_signed_in(self):
        return self.user is not None

    @property
    def is_administrator(self):
        return self.role == Role.ADMINISTRATOR

    @property
    def is_school_staff(self):
        return self.role is not None and self.role.of_school

    @property
    def is_school_management(self):
        """Head, deputy, DDFPT or RBDE."""
        return self.role in SCHOOL_MANAGEMENT

    @property
    def uses_admin(self):
        return self.role is not None and self.role.uses_admin

    def sees_department(self, code):
        """Whether the département belongs to the actor's territory."""
        return self.is_administrator or code in self.department_codes


class ActorRequest(HttpRequest):
    """For annotations: a request that the middleware or a link gave its actor."""

    actor: Actor


def _scope(rows):
    def union(*names):
        return frozenset(key for row in rows for name in names for key in getattr(row, name))

    departments = union("scope_departments", "scope_academies")
    if any(row.whole_region for row in rows):
        region = Department.objects.filter(academy__in=settings.REGION_ACADEMIES)
        departments |= frozenset(region.values_list("pk", flat=True))
    own = union("scope_schools")
    annexes = frozenset(k for row in rows if row.includes_annexes for k in row.scope_annexes)
    return {
        "school_ids": own | annexes,
        "company_ids": union("scope_companies"),
        "department_codes": departments,
        "branch_ids": union("scope_branches"),
        "network_ids": union("scope_networks"),
    }
