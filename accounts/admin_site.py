"""The admin site: who enters, which admin pages exist, and their lists as files."""

from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject

from accounts import admin_lists
from accounts.history import history_of
from directory.admin_base import ScopedAdmin


class PortalAdminSite(AdminSite):
    """Open to the roles that work in it; sign-in and passwords are the portal's pages."""

    site_title = "Passerelle"
    site_header = "Passerelle – administration"
    index_title = "Administration"
    site_url = "/tableau-de-bord/"
    enable_nav_sidebar = False

    def has_permission(self, request):
        return request.user.is_active and request.actor.uses_admin

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only scoped admin classes are taken: the pages that third parties register would
        show every row."""
        if admin_class is not None and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self):
        """With the files of the lists, without "view on site", which redirects to any row of any
        model."""
        stock = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [*self._files(), *stock]

    def _files(self):
        one: Any
        for one in self._registry.values():
            if one.gives_file:
                address = f"{one.opts.app_label}/{one.opts.model_name}/exporter/"
                view = self.admin_view(partial(admin_lists.give, one))
                yield path(address, view, name=admin_lists.route_of(one))

    def get_app_list(self, request, app_label=None):
        """Made when a page shows it, as the index does: every page of the admin is given it, and
        what an actor may do with each of eighty models takes ten milliseconds."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def app_index(self, request, app_label, extra_context=None):
        title = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": title, **(extra_context or {})})

    def history_of(self, request, model_admin, obj):
        """What was done to a row that the actor may see, most recent first."""
        whole = model_admin.shows_whole(request, obj)
        context = {
            **self.each_context(request),
            "title": f"Historique : {obj}",
            "opts": model_admin.opts,
            "object": obj,
            "page_obj": history_of(obj, request.actor, request.GET.get("page"), whole=whole),
        }
        request.current_app = self.name
        return TemplateResponse(request, "accounts/admin_history.html", context)

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """One sign-in page for all; who is signed in without the right gets the 403 page."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", "/admin/"))

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("account")
