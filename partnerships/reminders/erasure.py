"""Before a contact whom nobody has dealt with for two years is erased (DOMAIN §8): who follows
the company is told two months before, the person two weeks before."""

import datetime as dt

from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Rhythm
from directory.models import Contact
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from partnerships.wording import day
from reminders.holders import with_holders
from reminders.rules import Rule, To, days, register

OWNER_BEFORE, PERSON_BEFORE = 60, 14
FOLLOWED = Q(company__followed_by__school=F("owner_school"))


def leaving():
    """Contacts whose day is set; whoever left is not written to any more."""
    return Contact.objects.filter(leaves_on__isnull=False)


def followed():
    """Those whose company the school that recorded them follows."""
    return leaving().filter(FOLLOWED)


def not_followed():
    """The others, each with the enterprise officers of the school that recorded them."""
    path = "owner_school__role_assignments"
    rows = leaving().exclude(pk__in=followed().values("pk"))
    told = F("leaves_on") - Value(dt.timedelta(days=OWNER_BEFORE))
    return with_holders(rows, path, [Role.RBDE], told)


def present():
    """Those who still work there: they are told themselves."""
    return leaving().filter(left_on__isnull=True)


def _place(contact):
    return str(contact.company or contact.school or contact.network or contact.branch)


def to_owner(notice):
    contact = notice.subject
    return MailContent(
        subject=f"Personne de contact bientôt effacée : {contact.full_name}",
        paragraphs=[
            "Aucun échange n’a été noté avec cette personne depuis deux ans : ses coordonnées "
            f"seront effacées le {day(contact.leaves_on)}. Si vous êtes toujours en relation avec "
            "elle, notez un échange ou enregistrez de nouveau sa fiche. Sinon, vous n’avez rien à "
            "faire : vos échanges restent, sans son nom.",
        ],
        facts=[("Personne", contact.full_name), ("Chez", _place(contact))],
        action=(
            "Ouvrir sa fiche",
            absolute(reverse("admin:directory_contact_change", args=[contact.pk])),
        ),
    )


def to_person(notice):
    contact = notice.subject
    when = day(contact.leaves_on)
    by = f" par {contact.owner_school}" if contact.owner_school else ""
    return MailContent(
        subject=f"Vos coordonnées seront effacées le {when}",
        paragraphs=[
            f"Vos coordonnées professionnelles chez {_place(contact)} ont été enregistrées{by}. "
            "Aucun établissement n’a eu d’échange avec vous depuis deux ans : elles seront "
            f"effacées le {when}. Vous n’avez rien à faire.",
            "Si vous accueillez toujours des élèves, dites-le simplement à l’établissement : il "
            "gardera vos coordonnées.",
        ],
        action=("Lire ce que deviennent vos données", absolute(reverse("portal:privacy"))),
    )


ERASED = "l’effacement"
TO_OWNERS = (
    (
        "owner",
        "à qui suit l’entreprise",
        "vous suivez cette entreprise",
        followed,
        To.user("company__followed_by__owner", Rhythm.SCHOOL),
    ),
    (
        "desk",
        "au bureau des entreprises",
        "votre établissement a enregistré cette personne",
        not_followed,
        To.user("holder__user", Rhythm.SCHOOL),
    ),
)
for code, whom, why, subjects, to in TO_OWNERS:
    register(
        Rule(
            code=f"contact.leaves.{code}",
            label=f"Personne de contact bientôt effacée, {whom}",
            why=why,
            subjects=subjects,
            recipients=[to],
            anchor="leaves_on",
            anchor_label=ERASED,
            offset=days(-OWNER_BEFORE),
            render=to_owner,
        )
    )

register(
    Rule(
        code="contact.leaves.person",
        label="Coordonnées bientôt effacées, à la personne de contact",
        why="un établissement a enregistré vos coordonnées professionnelles",
        subjects=present,
        recipients=[To("email", Concat("first_name", Value(" "), "last_name"))],
        anchor="leaves_on",
        anchor_label=ERASED,
        offset=days(-PERSON_BEFORE),
        render=to_person,
        topic=Topic.ACTS,
    )
)
