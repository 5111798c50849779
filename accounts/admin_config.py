from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """`django.contrib.admin` with the portal's site as the default one."""

    default_site = "accounts.admin_site.PortalAdminSite"
