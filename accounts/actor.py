"""Who acts: a person in one of their roles, the holder of a link, or the portal itself.

Resolved once per request (`accounts.middleware`) and handed to every workflow and to
every `visible_to`. Roles are read from the database each time: one that has ended gives
nothing from the next request on.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.enums import SCHOOL_MANAGEMENT, Act, Role, RoleState
from accounts.models import PersonalLink, RoleAssignment, User

ROLE_ORDER = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True)
class Hat:
    """A role with its places; `acts` is what was lent of it, None for one's own role.

    The places are the union of all assignments; those of académies and of the région are
    expanded to département codes.
    """

    role: Role | None = None
    school_ids: frozenset = frozenset()
    company_ids: frozenset = frozenset()
    department_codes: frozenset = frozenset()
    whole_region: bool = False
    branch_ids: frozenset = frozenset()
    network_ids: frozenset = frozenset()
    # Schools of a role that waits for its validation: they give no right of their own.
    provisional_school_ids: frozenset = frozenset()
    acts: frozenset | None = None

    def allows(self, act, role, school_id):
        """Whether it stands for `role` of this school, for this act."""
        if self.role != role or school_id not in self.school_ids:
            return False
        if act == Act.SIGN and school_id in self.provisional_school_ids:
            return False
        return self.acts is None or act in self.acts


@dataclass(frozen=True)
class Actor(Hat):
    """Immutable: the hat is the current role. What others lent to the person comes besides,
    whatever that role is."""

    user: User | None = None
    roles: tuple = ()
    lent: tuple = ()
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
        rows = list(RoleAssignment.objects.held_by(user)) if user.is_active else []
        own = [row for row in rows if row.user_id == user.pk and _role_of(row)]
        lent = tuple(_lent(row) for row in rows if row.user_id != user.pk)
        held = sorted({_role_of(row) for row in own}, key=ROLE_ORDER.__getitem__)
        if not held:
            return cls(user=user, label=str(user), lent=lent)
        current = Role(role) if role in held else held[0]
        return cls(
            user=user,
            role=current,
            roles=tuple(held),
            lent=lent,
            label=f"{user}, {current.label}",
            **_scope([row for row in own if _role_of(row) == current]),
        )

    def hats(self, act):
        """The hats in which the person may do this: their own, and those that were lent."""
        own = [self] if self.role else []
        return [*own, *(hat for hat in self.lent if act in hat.acts)]

    def acts_as(self, act, role, school_id):
        """Whether the person, or a delegation to them, stands for this role of the school
        (R-AG-1)."""
        return any(hat.allows(act, role, school_id) for hat in (self, *self.lent))

    def is_person(self, email, user_id=None):
        """Whether this address or account is that of who acts."""
        if self.user is not None and (user_id == self.user.pk or email == self.user.email.lower()):
            return True
        return self.link is not None and email == self.link.holder_email.lower()

    @property
    def drafting_school_ids(self):
        """The schools for which one prepares requests, validated or not."""
        return self.school_ids | self.provisional_school_ids

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


def _role_of(row):
    """The role that a row gives today: its own, or what one works as until validation."""
    role = Role(row.role)
    return role if row.state == RoleState.VALIDATED else role.meanwhile


def _is_full(row):
    """Whether it gives its places as they are; a role of a teacher that waits does not."""
    return row.state == RoleState.VALIDATED or row.role == Role.HEAD


def _lent(row):
    return Hat(role=Role(row.role), acts=frozenset(row.lent), **_scope([row]))


def _schools_of(rows):
    own = {key for row in rows for key in row.scope_schools}
    return frozenset(own | {k for row in rows if row.includes_annexes for k in row.scope_annexes})


def _companies_of(rows):
    own = {key for row in rows for key in row.scope_companies}
    return frozenset(own | {k for row in rows if row.includes_siblings for k in row.scope_siblings})


def _scope(rows):
    full = [row for row in rows if _is_full(row)]

    def union(*names):
        return frozenset(key for row in full for name in names for key in getattr(row, name))

    waiting = [row for row in rows if row.state == RoleState.PROVISIONAL]
    validated = _schools_of([row for row in rows if row.state == RoleState.VALIDATED])
    return {
        "school_ids": _schools_of(full),
        "provisional_school_ids": _schools_of(waiting) - validated,
        "company_ids": _companies_of(full),
        "department_codes": union("scope_departments", "scope_academies", "scope_region"),
        "whole_region": any(row.whole_region for row in full),
        "branch_ids": union("scope_branches"),
        "network_ids": union("scope_networks"),
    }
