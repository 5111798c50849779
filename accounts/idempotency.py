"""One form, one object: a second POST of the same form gets the first one's object."""

import uuid

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import FormSubmission
from directory import sql

# Whoever sends the same key meanwhile waits here for the first one's commit.
TAKE = """
INSERT INTO accounts_formsubmission (user_id, link_id, key, at, subject_id)
VALUES (%s, %s, %s, %s, '') ON CONFLICT (user_id, link_id, key) DO NOTHING RETURNING id
"""
SIGN = "UPDATE accounts_formsubmission SET subject_type_id = %s, subject_id = %s WHERE id = %s"


@transaction.atomic(savepoint=False)
def once(actor, key, make):
    """(object, created): `make()` is called the first time that this actor sends `key`.

    A second submission at the same moment waits for the first one's commit. When `make`
    raises, the transaction that this is part of must end: nothing is kept and the form may
    be sent again. `make` returns a model instance, or None when there is nothing to show
    again.
    """
    sender = {"user": actor.user, "link": actor.link}
    keys = [one and one.pk for one in sender.values()]
    taken = sql.row(TAKE, [*keys, key, timezone.now()])
    if taken is None:
        return FormSubmission.objects.get(**sender, key=key).subject, False
    made = make()
    if made is not None:
        kind = ContentType.objects.get_for_model(made)
        sql.execute(SIGN, [kind.pk, str(made.pk), *taken])
    return made, True


class OnceFormMixin(forms.BaseForm):
    """Adds the hidden `form_key`, and `form.once(actor, make)` for a valid form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form_key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def once(self, actor, make):
        return once(actor, self.cleaned_data["form_key"], make)
