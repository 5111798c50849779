"""Handing over: which school, whose portfolio, to whom; then the act itself."""

from django import forms

from accounts.idempotency import OnceFormMixin
from accounts.models import User
from directory.forms import PortalForm
from directory.models import School
from portal import desks

REASON = "Il est noté au journal, et envoyé à la personne si vous mettez fin à son rôle."


class SchoolForm(PortalForm):
    """Which school, for who answers for several."""

    school = forms.ModelChoiceField(
        School.objects.none(), label="Établissement", empty_label="Choisir"
    )

    def __init__(self, schools, data=None):
        super().__init__(data)
        self.fields["school"].queryset = schools
        self._bound_fields_cache.clear()  # DSFR made them with the choices of before


class PeopleForm(PortalForm):
    """The two people of one school."""

    person = forms.ModelChoiceField(
        User.objects.none(), label="Qui passe la main", empty_label="Choisir"
    )
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label="Successeur",
        empty_label="Choisir",
        help_text="Responsable du bureau des entreprises ou DDFPT de l’établissement.",
    )

    def __init__(self, actor, school, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["person"].queryset = desks.predecessors(actor, school)
        self.fields["successor"].queryset = desks.successors(school)
        if not desks.watches(actor, school):
            self.fields["person"].empty_label = None
            self.fields["successor"].queryset = desks.successors(school, actor.user)
        self._bound_fields_cache.clear()

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("person") and data["person"] == data.get("successor"):
            self.add_error("successor", "Choisissez une autre personne.")
        return data


class HandOverForm(OnceFormMixin, PeopleForm):
    """The same people, hidden, and what ends with the act."""

    reads_first = True

    ends_role = forms.BooleanField(label="Mettre fin à son rôle", required=False)
    reason = forms.CharField(label="Motif", max_length=500, required=False, help_text=REASON)

    def __init__(self, actor, school, data=None, **kwargs):
        super().__init__(actor, school, data, **kwargs)
        self.actor, self.school = actor, school
        for name in ("person", "successor"):
            self.fields[name].widget = forms.HiddenInput()
        self._bound_fields_cache.clear()

    def limit_to(self, person):
        """The end of the role only where the actor may decide it, for this school alone."""
        if not desks.endable_roles(self.actor, person, self.school):
            del self.fields["ends_role"]
        elif person.pk == self.actor.user.pk:
            self.fields["ends_role"].label = "Quitter mon rôle"
        self._bound_fields_cache.clear()
