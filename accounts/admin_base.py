"""Admin pages whose changes are written to the journal, which is also their history."""

from django.contrib.admin.utils import unquote
from django.http import Http404
from django.template.response import TemplateResponse

from accounts import journal
from accounts.models import JournalEntry
from directory.admin_base import ScopedAdmin


class JournalledAdmin(ScopedAdmin):
    """`ScopedAdmin` (who: `editors`, `removers`) that tells the journal what was done.

    `places_of(obj)` says in whose journal the entry is read: the object's own school and
    company when it has them.
    """

    object_history_template = "accounts/admin_history.html"

    def places_of(self, obj):
        """Keyword arguments of `journal.record`: school, company, committee_id."""
        return {
            name: getattr(obj, name) for name in ("school", "company") if hasattr(obj, f"{name}_id")
        }

    def _record(self, request, obj, verb, words=""):
        name = obj._meta.verbose_name
        journal.record(request.actor, f"{verb} : {name}", obj, words=words, **self.places_of(obj))

    def log_addition(self, request, obj, message):
        self._record(request, obj, "a créé")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self._record(request, obj, "a modifié", _changed_fields(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._record(request, obj, "a supprimé")
        return super().log_deletions(request, queryset)

    def history_view(self, request, object_id, extra_context=None):
        """What was done to one object that the actor may see, most recent first."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"Historique : {obj}",
            "opts": self.opts,
            "object": obj,
            "entries": JournalEntry.objects.about(obj),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)


def _changed_fields(message):
    """The labels of the fields that a change message names, each once."""
    if not isinstance(message, list):
        return str(message)
    facts = [facts for entry in message for facts in entry.values()]
    return ", ".join(dict.fromkeys(str(f) for fact in facts for f in fact.get("fields", ())))
