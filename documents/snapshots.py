"""Freezing a state: canonical JSON or bytes, kept under its SHA-256, for ever."""

import json

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from documents.models import Snapshot, StoredFile


def canonical(content):
    """The one way to write a value as JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        content,
        cls=DjangoJSONEncoder,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


@transaction.atomic
def freeze(actor, kind, subject, content, *, mimetype="application/octet-stream", name=""):
    """Freeze `content` (bytes, or anything JSON can hold) as the next version.

    Two calls at once get two versions. Raises TypeError or ValueError for a content
    that JSON cannot hold. The caller writes the journal entry: it knows the verb.
    """
    if not isinstance(content, bytes):
        content, mimetype = canonical(content), "application/json"
    subject_type = ContentType.objects.get_for_model(subject)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"snapshot:{kind}:{subject_type.pk}:{subject.pk}"],
        )
    last = Snapshot.objects.about(subject, kind).order_by("-version").first()
    version = last.version + 1 if last else 1
    return Snapshot.objects.create(
        kind=kind,
        subject=subject,
        version=version,
        file=StoredFile.objects.keep(
            content, name=name or f"{kind}-{subject.pk}-{version}", mimetype=mimetype
        ),
        by=actor.label,
    )
