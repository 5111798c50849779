"""Who follows a company, and how often it may be approached, on its own sheet."""

from accounts.enums import Role
from directory.admin_base import ScopedStackedInline
from partnerships.admin.log import OwnedInline
from partnerships.models import ContactCeiling, Portfolio
from partnerships.workflow import ceilings
from partnerships.workflow.portfolio import desk_people


class PortfolioInline(OwnedInline):
    """The actor's schools only: who follows it elsewhere is theirs to know."""

    model = Portfolio
    owner = "school"
    editors = removers = (Role.RBDE, Role.DDFPT, Role.HEAD)
    fields = ["owner"]
    verbose_name = "suivi par mon établissement"
    verbose_name_plural = "suivi par mon établissement"
    classes = ["collapse"]

    def get_max_num(self, request, obj=None, **kwargs):
        return len(request.actor.school_ids)

    def get_field_queryset(self, db, db_field, request):
        if db_field.name == "owner":
            return desk_people(request.actor.school_ids)
        return super().get_field_queryset(db, db_field, request)

    def has_add_permission(self, request, obj=None):
        return bool(request.actor.school_ids) and super().has_add_permission(request, obj)


class CeilingInline(ScopedStackedInline):
    """On the company's word; it is told in its journal, and beyond it schools read when to
    ask again."""

    model = ContactCeiling
    editors = removers = ceilings.NOTERS
    fields = [("per_month", "persons_per_week"), "said_by"]
    classes = ["collapse"]

    def has_add_permission(self, request, obj=None):
        return obj is not None and ceilings.may_set(request.actor, obj)

    def has_change_permission(self, request, obj=None):
        return obj is not None and ceilings.may_set(request.actor, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)
