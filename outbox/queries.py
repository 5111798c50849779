"""What pages ask of the outbox."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from outbox.models import Notice


def sent_about(*objects):
    """The notices about these rows, newest first: what was, or will be, told to whom.

    Show it only on a page whose reader may see the rows themselves. Two queries at
    most however many notices there are: `{% include "outbox/sent.html" %}`.
    """
    about = Q(pk__in=[])
    for row in objects:
        about |= Q(subject_type=ContentType.objects.get_for_model(row), subject_id=str(row.pk))
    return Notice.objects.filter(about).select_related("mail").defer("sealed", "context")
