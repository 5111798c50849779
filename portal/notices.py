"""The mail about a hand-over: to who passes the hand, and to the successor."""

import json

from django.urls import reverse

from documents.models import Snapshot
from outbox.addresses import absolute
from outbox.kinds import MailContent, NoticeKind, register
from portal.workflow import SNAPSHOT


def handed_over(notice):
    entry = notice.subject
    frozen = Snapshot.objects.about(entry, SNAPSHOT).select_related("file").get()
    done = json.loads(bytes(frozen.file.content))
    facts = [("Établissement", done["school"]), ("De", done["from"]), ("À", done["to"])]
    facts += [("Transmis", "\n".join(one["what"] for one in done["moved"]))]
    facts += [("Prend fin", "\n".join(one["what"] for one in done["ended"]))]
    facts += [("Reste à la personne", "\n".join(one["what"] for one in done["kept"]))]
    facts = [(label, value) for label, value in facts if value]
    if notice.user_id == notice.context["to"]:
        return MailContent(
            subject=f"{done['from']} vous passe la main",
            paragraphs=[f"Vous suivez désormais ce que {done['from']} suivait."],
            facts=facts,
            action=("Voir la liste", absolute(reverse("portal:handed-over", args=[entry.pk]))),
        )
    return MailContent(
        subject=f"Votre portefeuille est transmis à {done['to']}",
        paragraphs=[f"{done['by']} a transmis à {done['to']} ce que vous suiviez."],
        facts=facts,
    )


register(
    NoticeKind(
        "portal.handed_over",
        "Passation",
        "vous passez la main, ou la main vous est passée",
        handed_over,
    )
)
