"""Admin pages whose changes are written to the journal."""

from accounts import journal
from directory.admin_base import ScopedAdmin
from outbox.queries import sent_about


class JournalledAdmin(ScopedAdmin):
    """`ScopedAdmin` (who: `editors`, `removers`) that tells the journal what was done.

    `places_of(obj)` says in whose journal the entry is read: the object's own school and
    company when it has them.
    """

    def places_of(self, obj):
        """Keyword arguments of `journal.record`: school, company, committee_id."""
        return {
            name: getattr(obj, name) for name in ("school", "company") if hasattr(obj, f"{name}_id")
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Who was written to about the row, and when: for administrators."""
        if obj is not None and request.actor.is_administrator:
            context["notices"] = sent_about(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

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


def _changed_fields(message):
    """The labels of the fields that a change message names, each once."""
    if not isinstance(message, list):
        return str(message)
    facts = [facts for entry in message for facts in entry.values()]
    return ", ".join(dict.fromkeys(str(f) for fact in facts for f in fact.get("fields", ())))
