"""One form, one object: a second POST of the same form gets the first one's object."""

import uuid

from django import forms
from django.db import transaction

from accounts.models import FormSubmission


@transaction.atomic
def once(actor, key, make):
    """(object, created): `make()` is called the first time that this actor sends `key`.

    A second submission at the same moment waits for the first one's commit. When `make`
    raises, nothing is kept and the form may be sent again. `make` returns a model
    instance, or None when there is nothing to show again.
    """
    submission, first = FormSubmission.objects.get_or_create(
        user=actor.user, link=actor.link, key=key
    )
    if not first:
        return submission.subject, False
    submission.subject = made = make()
    submission.subject_id = "" if made is None else str(made.pk)
    submission.save(update_fields=["subject_type", "subject_id"])
    return made, True


class OnceFormMixin(forms.BaseForm):
    """Adds the hidden `form_key`, and `form.once(actor, make)` for a valid form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def once(self, actor, make):
        return once(actor, self.cleaned_data["form_key"], make)
