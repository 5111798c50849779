"""What the list of companies may be narrowed by, beside its columns."""

from django.contrib import admin
from django.utils import timezone

from partnerships import follow_up
from partnerships.models import Portfolio


class FollowedFilter(admin.SimpleListFilter):
    """The companies that one follows, and those of them that nobody has called for a year."""

    title = "suivi"
    parameter_name = "suivi"

    def lookups(self, request, model_admin):
        return [("moi", "Suivies par moi"), ("sans-nouvelles", "Sans nouvelles depuis un an")]

    def queryset(self, request, queryset):
        if self.value() == "moi":
            mine = Portfolio.objects.visible_to(request.actor).filter(owner=request.user)
            return queryset.filter(pk__in=mine.values("company"))
        if self.value() == "sans-nouvelles":
            rows = follow_up.without_news(request.actor, timezone.localdate())
            return queryset.filter(pk__in=rows.values("company"))
        return queryset


class IndustrialFilter(admin.SimpleListFilter):
    """NAF sections B to E: the hosts of a Classe en Entreprise (R-CEE-4)."""

    title = "industrielle"
    parameter_name = "industrie"

    def lookups(self, request, model_admin):
        return [("1", "Oui"), ("0", "Non")]

    def queryset(self, request, queryset):
        chosen = {"1": True, "0": False}.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(is_industrial=chosen)
