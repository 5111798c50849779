"""Who may act as what, where and until when (DESIGN, mechanism 1)."""

from functools import cache

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils import timezone

from accounts.enums import Evidence, Role, RoleState, Scope
from accounts.models.deciders import decided_by, renewed_by
from accounts.models.delegations import Delegation
from directory.history import tracked
from directory.models import Company, Department, School
from directory.sql import Given, Kept

ROW = models.OuterRef("pk")
ROW_FROM_BELOW = models.OuterRef(ROW)


def _links(field, column, row=ROW):
    """The keys on the other side of a many-to-many field, for the row of an outer query."""
    through = getattr(RoleAssignment, field).through
    return through.objects.filter(roleassignment=row).values(column)


def _region():
    """The départements of the région académique, for the row of an outer query that covers it."""
    whole = models.ExpressionWrapper(
        models.OuterRef("whole_region"), output_field=models.BooleanField()
    )
    region = Department.objects.filter(academy__in=settings.REGION_ACADEMIES)
    return region.alias(whole=whole).filter(whole=True)


class RoleAssignmentQuerySet(models.QuerySet):
    def on(self, day=None):
        """Begun and not ended on `day` (today by default); both ends included."""
        day = day or timezone.localdate()
        return self.lasting(day).filter(starts_on__lte=day)

    def lasting(self, day=None):
        """Not ended on `day` (today by default), begun or to begin later."""
        day = day or timezone.localdate()
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day))

    def in_force(self, day=None):
        """Those that give their whole rights on `day`: validated, and the head whose school
        opened it for a month."""
        opened = models.Q(state=RoleState.PROVISIONAL, role=Role.HEAD)
        return self.on(day).filter(models.Q(state=RoleState.VALIDATED) | opened)

    def opened(self, day=None):
        """Those that let a person in on `day`: in force, or provisional."""
        return self.on(day).filter(state__in=(RoleState.VALIDATED, RoleState.PROVISIONAL))

    def undecided(self):
        """Those that wait for their validator."""
        return self.filter(state__in=(RoleState.WAITING, RoleState.PROVISIONAL))

    def kept(self):
        """Those that were not turned down nor closed."""
        return self.exclude(state__in=(RoleState.REFUSED, RoleState.ENDED))

    def with_scope_ids(self):
        """Each row with the keys of its scope in arrays, in one query.

        A school brings its annexes and sections (R-ID-2) unless the row says not.
        """
        schools = _links("schools", "school", ROW_FROM_BELOW)
        academies = _links("academies", "academy", ROW_FROM_BELOW)
        annexes = School.objects.filter(parent__in=schools).values("pk")
        sirens = _links("companies", "company__siren", ROW_FROM_BELOW)
        siblings = Company.objects.filter(siren__in=sirens).exclude(siren="")
        of_academies = Department.objects.filter(academy__in=academies)
        return self.annotate(
            scope_schools=ArraySubquery(_links("schools", "school")),
            scope_annexes=ArraySubquery(annexes),
            scope_companies=ArraySubquery(_links("companies", "company")),
            scope_siblings=ArraySubquery(siblings.values("pk")),
            scope_departments=ArraySubquery(_links("departments", "department")),
            scope_academies=ArraySubquery(of_academies.values("pk")),
            scope_region=ArraySubquery(_region().values("pk")),
            scope_branches=ArraySubquery(_links("branches", "branchorganisation")),
            scope_networks=ArraySubquery(_links("networks", "partnernetwork")),
        )

    def held_by(self, user):
        """The open rows of a person and those lent to them, with the keys of their scopes
        and, for the lent ones, the acts that were lent: every page asks."""
        return _held()(user=user.pk, day=timezone.localdate())

    def decided_by(self, actor, today=None):
        """Those on which the actor decides, whatever became of them."""
        return self.filter(decided_by(actor, today))

    def renewed_by(self, actor):
        """Those that the actor confirms for the next school year."""
        return self.filter(renewed_by(actor))

    def visible_to(self, actor):
        """One's own; those on which one decides; those of one's schools for the management;
        those of the territory for its supervisors; all for an administrator."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        seen = models.Q(user=actor.user) | decided_by(actor)
        if actor.is_school_management:
            seen |= models.Q(pk__in=_rows_with("schools", "school", actor.school_ids))
        if actor.department_codes:
            schools = School.objects.filter(department__in=actor.department_codes).values("pk")
            seen |= models.Q(pk__in=_rows_with("schools", "school", schools))
            seen |= models.Q(pk__in=_rows_with("departments", "department", actor.department_codes))
            companies = Company.objects.filter(department__in=actor.department_codes).values("pk")
            seen |= models.Q(pk__in=_rows_with("companies", "company", companies))
        return self.filter(seen)


@cache
def _held():
    day, user = Given("day"), Given("user")
    lent = Delegation.objects.on(day).filter(holder=user)
    own = RoleAssignment.objects.filter(user=user).order_by().values("pk")
    acts = lent.filter(assignment=ROW).values("acts")[:1]
    rows = RoleAssignment.objects.opened(day).with_scope_ids().annotate(lent=acts)
    return Kept(rows.filter(pk__in=own.union(lent.order_by().values("assignment"))))


def _rows_with(field, column, keys):
    """The assignments that hold one of `keys` in a many-to-many field."""
    through = getattr(RoleAssignment, field).through
    return through.objects.filter(**{f"{column}__in": keys}).values("roleassignment")


@tracked
class RoleAssignment(models.Model):
    """A person's role over a union of places, between two dates, granted and validated.

    A person may hold several rows of one role: the actor is their union.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="role_assignments",
        verbose_name="personne",
    )
    role = models.CharField("rôle", max_length=30, choices=Role)
    schools = models.ManyToManyField(
        "directory.School",
        blank=True,
        related_name="role_assignments",
        verbose_name="établissements",
    )
    includes_annexes = models.BooleanField("annexes et sections comprises", default=True)
    companies = models.ManyToManyField(
        "directory.Company", blank=True, related_name="role_assignments", verbose_name="entreprises"
    )
    includes_siblings = models.BooleanField(
        "autres établissements de la même entreprise (SIREN) compris", default=False
    )
    departments = models.ManyToManyField(
        "directory.Department",
        blank=True,
        related_name="role_assignments",
        verbose_name="départements",
    )
    academies = models.ManyToManyField(
        "directory.Academy", blank=True, related_name="role_assignments", verbose_name="académies"
    )
    whole_region = models.BooleanField("toute la région académique", default=False)
    branches = models.ManyToManyField(
        "directory.BranchOrganisation",
        blank=True,
        related_name="role_assignments",
        verbose_name="branches professionnelles",
    )
    networks = models.ManyToManyField(
        "directory.PartnerNetwork",
        blank=True,
        related_name="role_assignments",
        verbose_name="réseaux partenaires",
    )
    state = models.CharField(
        "état", max_length=12, choices=RoleState, default=RoleState.WAITING, editable=False
    )
    evidence = models.CharField(
        "preuve", max_length=20, choices=Evidence, default=Evidence.GRANTED, editable=False
    )
    words = models.TextField("message", blank=True, editable=False)
    # From this day the second validator decides too; None where there is no second.
    escalates_on = models.DateField("transmis le", null=True, blank=True, editable=False)
    starts_on = models.DateField("à partir du", default=timezone.localdate)
    ends_on = models.DateField("jusqu’au (inclus)", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="attribué par",
    )
    granted_at = models.DateTimeField("attribué le", default=timezone.now, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="validé par",
    )
    validated_at = models.DateTimeField("validé le", null=True, blank=True, editable=False)
    reason = models.TextField("motif", blank=True, editable=False)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle attribué"
        verbose_name_plural = "rôles attribués"
        ordering = ["user", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_validated_at_a_time",
                condition=~models.Q(state=RoleState.VALIDATED)
                | models.Q(validated_at__isnull=False),
                violation_error_message="Un rôle validé porte la date de sa validation.",
            ),
            models.CheckConstraint(
                name="role_refused_with_reason",
                condition=~models.Q(state=RoleState.REFUSED) | ~models.Q(reason=""),
                violation_error_message="Un refus porte son motif.",
            ),
            models.CheckConstraint(
                name="role_ends_after_start",
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="La fin du rôle précède son début.",
            ),
            models.CheckConstraint(
                name="role_region_only_for_territory",
                condition=models.Q(whole_region=False)
                | models.Q(role__in=[role for role in Role if Scope.REGION in role.scopes]),
                violation_error_message="Ce rôle ne porte pas sur la région entière.",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "role"]),
            models.Index(
                fields=["granted_at"],
                condition=models.Q(state__in=(RoleState.WAITING, RoleState.PROVISIONAL)),
                name="role_undecided",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} (n° {self.pk})"

    def places(self):
        """The names of the places of the scope, for people to read."""
        names = ["Toute la région académique"] if self.whole_region else []
        for scope in Scope:
            if scope != Scope.REGION and scope in Role(self.role).scopes:
                names += [str(place) for place in getattr(self, scope).all()]
        if self.includes_siblings:
            names.append("tous les établissements de l’entreprise")
        return names
