"""Networks and institutions in the admin, with their members and actions."""

from django.contrib import admin

from directory.admin import OrganisationAdmin
from directory.admin_base import ReadOnlyMixin, ScopedStackedInline
from directory.models import PartnerNetwork
from partnerships.models import NetworkAction, NetworkMember


class MemberInline(ReadOnlyMixin, ScopedStackedInline):
    model = NetworkMember
    fields = ("company", "school", "joined_on", "left_on")


class ActionInline(ReadOnlyMixin, ScopedStackedInline):
    model = NetworkAction
    fields = ("held_on", "title", "words")


@admin.register(PartnerNetwork)
class PartnerNetworkAdmin(OrganisationAdmin):
    """Its name, kind and territory; what happens there is kept on its page."""

    inlines = [MemberInline, ActionInline]
    list_display = ["name", "kind"]
    list_filter = ["kind", "departments"]
