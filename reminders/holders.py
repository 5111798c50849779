"""The subjects of a rule with the holders of roles beside them, who are to be told."""

from django.db.models import F, FilteredRelation, Q

from accounts.enums import RoleState


def with_holders(rows, path, roles, until, **narrowed):
    """`rows`, each with the holders (`holder`, a RoleAssignment) of these roles of the place that
    `path` leads to.

    Not with who leaves before the day `until` (path or expression on the row): the planner may
    look later than they left. `roles` None is every role, `narrowed` by lookups on `holder`.
    """
    held = Q(**{f"{path}__state": RoleState.VALIDATED})
    if roles is not None:
        held &= Q(**{f"{path}__role__in": sorted(roles)})
    rows = rows.annotate(holder=FilteredRelation(path, condition=held))
    last = F(until) if isinstance(until, str) else until
    # One `filter`: a second one would join the holders a second time.
    still = Q(holder__ends_on=None) | Q(holder__ends_on__gte=last)
    return rows.filter(still, holder__isnull=False, **narrowed)
