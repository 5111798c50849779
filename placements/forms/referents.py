"""Which referent follows which pupil of a class."""

from django import forms

from directory.forms import PortalForm
from directory.french import of

ANY = "Tous"


class ShareForm(PortalForm):
    """One choice per pupil; `evenly` proposes equal parts to start from, in the order of the
    list, and keeps nothing."""

    def __init__(self, pupils, referents, data=None, *, evenly=False):
        super().__init__(data)
        self.pupils = pupils
        self.people = {str(user.pk): user for user in referents}
        choices = [("", ANY), *((key, str(user)) for key, user in self.people.items())]
        for rank, pupil in enumerate(pupils):
            known = str(pupil.referent_id or "")
            self.fields[f"pupil_{pupil.pk}"] = forms.ChoiceField(
                label=f"Référent {of(pupil)}",
                choices=choices,
                required=False,
                initial=self._part(rank) if evenly else known if known in self.people else "",
                widget=forms.Select(attrs={"class": "fr-select"}),
            )

    def _part(self, rank):
        keys = list(self.people)
        return keys[rank * len(keys) // len(self.pupils)] if keys else ""

    @property
    def lines(self):
        """[(pupil, choice)] for the template."""
        return [(pupil, self[f"pupil_{pupil.pk}"]) for pupil in self.pupils]

    def chosen(self):
        """{pupil: user or None}."""
        data = self.cleaned_data
        return {pupil: self.people.get(data[f"pupil_{pupil.pk}"]) for pupil in self.pupils}
