"""Each app declares its full French paths in `<app>/urls.py`; the portal comes last."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

APPS = (
    "accounts",
    "outbox",
    "documents",
    "reminders",
    "directory",
    "clee",
    "partnerships",
    "placements",
    "events",
    "reports",
    "portal",
)

urlpatterns = [
    path("admin/", admin.site.urls),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]
