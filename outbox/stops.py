"""What an address no longer wants: its choices, and the links of its mails to them.

The link names the mail, signed: nobody can read an address in it, nor make one up.
"""

from django.core import signing
from django.db import transaction

from outbox.addresses import absolute
from outbox.kinds import kind_of
from outbox.models import Mail, Stop
from outbox.topics import STOPPABLE

SIGNER = signing.Signer(salt="outbox.stops")
PAGE = "/courriels/{}/"
ONE_CLICK = "/courriels/{}/arreter/"


def token_of(mail):
    return SIGNER.sign(mail.pk)


def mail_of(token):
    """The mail that a link names, or None when it is forged or erased since."""
    try:
        return Mail.objects.filter(pk=SIGNER.unsign(token)).first()
    except (signing.BadSignature, ValueError):
        return None


def page_of(mail):
    """The absolute address of the choices of its recipient."""
    return absolute(PAGE.format(token_of(mail)))


def headers_of(mail):
    """One click in the mail program stops mails of these kinds (RFC 2369 and RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{absolute(ONE_CLICK.format(token_of(mail)))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def stopped(email):
    """The topics that this address no longer receives."""
    return set(Stop.objects.filter(email=email).values_list("topic", flat=True))


def topics_of(mail):
    """What may be stopped of what this mail told."""
    told = {kind_of(notice.kind).topic for notice in mail.notices.all()}
    return [topic for topic in STOPPABLE if topic in told]


@transaction.atomic
def choose(email, wanted):
    """This address receives the topics `wanted`, of those that may be stopped, and no other
    of them; (stopped, taken up again) are what changed."""
    before = stopped(email)
    off = {topic for topic in STOPPABLE if topic not in wanted}
    Stop.objects.filter(email=email).exclude(topic__in=off).delete()
    rows = [Stop(email=email, topic=topic) for topic in off]
    Stop.objects.bulk_create(rows, ignore_conflicts=True)
    return [t for t in STOPPABLE if t in off - before], [t for t in STOPPABLE if t in before - off]
