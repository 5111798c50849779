"""The diploma of each class that may prepare one."""

from django import forms

from directory.enums import Level
from directory.enums_diplomas import DiplomaKind
from directory.forms import PortalForm
from directory.models import ClassGroup, Diploma

# Sixth to third form and prépas prepare none.
LEVELS = Level.between(Level.SECONDE, Level.BTS2)


class DiplomasForm(PortalForm):
    """One list per class; only the diplomas of its level are offered."""

    def __init__(self, actor, school_year, data=None):
        super().__init__(data)
        groups = ClassGroup.objects.filter(
            school__in=actor.school_ids, school_year=school_year, level__in=LEVELS
        )
        self.groups = list(groups.select_related("school", "diploma").order_by("sort_key", "pk"))
        diplomas = list(Diploma.objects.order_by("sort_key", "pk"))
        several = len(actor.school_ids) > 1
        for group in self.groups:
            offered = [
                (one.pk, str(one))
                for one in diplomas
                if one.pk == group.diploma_id or (one.is_open and group.level in levels_of(one))
            ]
            where = f" ({group.school.name})" if several else ""
            self.fields[self._name(group)] = forms.TypedChoiceField(
                label=f"{group.name}, {group.get_level_display()}{where}",
                choices=[("", "Aucun diplôme professionnel"), *offered],
                coerce=int,
                empty_value=None,
                required=False,
                initial=group.diploma_id or "",
            )

    @staticmethod
    def _name(group):
        return f"classe-{group.pk}"

    def chosen(self):
        """[(class, key of a diploma or None)] of those that change."""
        said = [(group, self.cleaned_data[self._name(group)]) for group in self.groups]
        return [(group, key) for group, key in said if key != group.diploma_id]


def levels_of(diploma):
    """The values of the levels at which a diploma is prepared."""
    return {level.value for level in DiplomaKind(diploma.kind).levels}
