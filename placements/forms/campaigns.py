from django import forms

from directory.closed_years import writable
from directory.forms import PortalModelForm
from directory.models import ClassGroup, School
from placements.models import Campaign


class CampaignForm(PortalModelForm):
    """A placement window of one of the schools that the actor manages."""

    class Meta:
        model = Campaign
        fields = ["school", "level", "class_group", "starts_on", "ends_on", "label"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "class_group": "Si elle a ses propres semaines ; elle ne suit plus celles du niveau.",
            "ends_on": "Les deux jours sont compris dans la période.",
            "label": "Par exemple : stage de 3e, groupe A.",
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = schools
        groups = writable(ClassGroup.objects.filter(school__in=schools))
        field = self.fields["class_group"]
        field.queryset = groups.select_related("school").order_by("-school_year", "sort_key")
        field.empty_label = "Toutes les classes du niveau"
        if len(schools) == 1:
            self.fields["school"].initial = schools[0]
