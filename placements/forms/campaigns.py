from django import forms

from directory.forms import PortalModelForm
from directory.models import School
from placements.models import Campaign


class CampaignForm(PortalModelForm):
    """A placement window of one of the schools that the actor manages."""

    class Meta:
        model = Campaign
        fields = ["school", "level", "starts_on", "ends_on", "label"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "ends_on": "Les deux jours sont compris dans la période.",
            "label": "Par exemple : stage de 3e, groupe A.",
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = schools
        if len(schools) == 1:
            self.fields["school"].initial = schools[0]
