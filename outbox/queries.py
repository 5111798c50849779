"""What pages ask of the outbox."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from outbox.models import Notice


def sent_about(*objects):
    """The notices about these rows, newest first: what was, or will be, told to whom.

    Show it only on a page whose reader may see the rows themselves. Two queries at
    most however many notices there are: `{% include "outbox/sent.html" %}`.
    """
    keys: dict[ContentType, list] = {}
    for row in objects:
        keys.setdefault(ContentType.objects.get_for_model(row), []).append(str(row.pk))
    about = Q(pk__in=[])
    for model, pks in keys.items():
        about |= Q(subject_type=model, subject_id__in=pks)
    return Notice.objects.filter(about).select_related("mail").defer("sealed", "context")
