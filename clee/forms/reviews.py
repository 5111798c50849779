"""The texts of a plan or review, and the comment of a step."""

from django import forms

from clee.workflow.reviews import LONGEST
from directory.forms import PortalForm


class TextsForm(PortalForm):
    """A text by section; what the portal counts is not asked."""

    def __init__(self, review, data=None):
        super().__init__(data)
        for code, title, text in review.sections:
            self.fields[code] = forms.CharField(
                label=title,
                required=False,
                max_length=LONGEST,
                initial=text,
                widget=forms.Textarea(attrs={"rows": 5}),
            )


class CommentForm(PortalForm):
    reads_first = True

    comment = forms.CharField(
        label="Commentaire",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, is_required, data=None):
        super().__init__(data)
        self.fields["comment"].required = is_required
        if is_required:
            self.fields["comment"].label = "Ce qui est à reprendre"
