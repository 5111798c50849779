"""Networks and institutions in the admin: name, kind, territory. Their referents, members and
actions are kept on their page."""

from django.contrib import admin
from django.urls import reverse

from directory.admin import OrganisationAdmin
from directory.models import Department, PartnerNetwork


@admin.register(PartnerNetwork)
class PartnerNetworkAdmin(OrganisationAdmin):
    """`Voir sur le site` opens the page where what happens there is kept."""

    list_display = ["name", "kind"]
    list_filter = ["kind", "departments"]

    def view_on_site(self, obj):  # type: ignore[override]
        return reverse("partnerships:network", args=[obj.pk])

    def get_field_queryset(self, db, db_field, request):
        """The départements of the actor, and those that the network has: saving drops none."""
        rows = super().get_field_queryset(db, db_field, request)
        if db_field.name != "departments" or request.actor.is_administrator:
            return rows
        key = request.resolver_match.kwargs.get("object_id", "")
        own = Department.objects.filter(pk__in=request.actor.department_codes)
        here = Department.objects.filter(networks=int(key) if key.isdecimal() else None)
        return (own | here).distinct()
