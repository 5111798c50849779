"""Requests in every state, by the workflow: what each account finds waiting."""

import datetime as dt
import uuid

from accounts.actor import Actor
from directory.models import ClassGroup, School
from partnerships.enums import AgreedBy, CancelReason, OfferKind, RefusalReason
from partnerships.models import Slot
from partnerships.rules import Numbers
from partnerships.workflow import bookings as workflow
from partnerships.workflow.bookings import Agreement, Wish

from .dates import last_run
from .offers import NAMESPACE

# School | class | level | size
GROUPS = """
0311687R|4e A|4e|26
0311687R|4e B|4e|25
0311687R|4e C|4e|27
0311687R|3e A|3e|28
0311687R|3e B|3e|27
0311687R|3e C|3e|26
0311687R|3e D|3e|24
0311238C|3e 1|3e|27
0311238C|3e 2|3e|26
0311238C|4e 1|4e|28
0311319R|3e Prépa-métiers|3e|22
0311319R|4e 3|4e|26
0301013N|3e 4|3e|24
0311092U|2de MRC|2de|28
0311092U|1re TU|1re|18
0311092U|Tle TU|terminale|16
0311092U|CAP Métallerie|CAP1|12
0311092U|BTS CPRP 1|BTS1|15
"""


def add_groups(year):
    """The class groups of the year by (UAI, name)."""
    made = {}
    for line in GROUPS.strip().splitlines():
        uai, name, level, size = line.split("|")
        school = School.objects.get(uai=uai)
        made[uai, name], _ = ClassGroup.objects.get_or_create(
            school=school,
            school_year=year,
            name=name,
            defaults={"level": level, "size": int(size)},
        )
    return made


class Story:
    """Tells the requests one after the other; `people`, `offers`, `groups` by their keys."""

    def __init__(self, people, offers, groups, today):
        self.people, self.offers, self.groups, self.today = people, offers, groups, today

    def actor(self, name):
        return Actor.of(self.people[name])

    def group_of(self, start_year, key):
        """The class of that school year: planned when the story crosses a summer (R-ID-8)."""
        group = self.groups[key]
        if group.school_year_id == start_year:
            return group
        facts = {"level": group.level, "size": group.size, "is_planned": True}
        return ClassGroup.objects.get_or_create(
            school=group.school, school_year_id=start_year, name=group.name, defaults=facts
        )[0]

    def ask(self, teacher, group, offer, rank, message, today=None, size=None):
        """A request of `teacher` for the slot of that rank: the class, or `size` of its pupils."""
        slot = Slot.objects.filter(offer=self.offers[offer]).order_by("starts_on")[rank]
        slot = Slot.objects.select_related("offer__host_company").get(pk=slot.pk)
        group = self.group_of(slot.school_year_id, group)
        size = size or group.size
        girls = size // 2
        wish = Wish(
            slot=slot,
            class_group=group,
            numbers=Numbers(girls=girls, boys=size - girls, adults=2),
            message=message,
        )
        key = uuid.uuid5(NAMESPACE, f"{group.pk}:{slot.pk}")
        return workflow.request(self.actor(teacher), wish, key=key, today=today or self.today)

    def sent(self, teacher, head, *request, **options):
        """The same, with the visa of the head."""
        booking = self.ask(teacher, *request, **options)
        return workflow.give_visa(self.actor(head), booking, options.get("today", self.today))

    def accepted(self, host, *request, message="", **options):
        """The same, accepted by its host."""
        booking = self.sent(*request, **options)
        return workflow.accept(self.actor(host), booking, message, self.today)


HOME, NEXT, MURET, LYCEE = "0311687R", "0311238C", "0311319R", "0311092U"


def tell(story):
    """A request in every state."""
    _pending(story)
    _closed(story)
    _accepted(story)


def _accepted(story):
    story.accepted(
        "entreprise", "enseignante", "principal", (HOME, "3e A"), "meca-classe", 1,
        "Nous travaillons sur la mesure et la précision en mathématiques.",
        message="Avec plaisir, nous vous attendons à 8 h 30 au poste de garde.",
    )  # fmt: skip
    story.accepted(
        "entreprise", "enseignante", "principal", (HOME, "3e C"), "meca-classe", 0,
        "La classe prépare son projet d’orientation.",
    )  # fmt: skip
    story.accepted(
        "contact.cellule", "professeur.jaures", "principale.jaures", (NEXT, "3e 1"),
        "cellule-classe", 0, "Projet « de l’aile au fuselage » en technologie.",
    )  # fmt: skip
    story.accepted(
        "contact.capteurs", "enseignante", "principal", (HOME, "4e A"), "capteurs-intervenant", 0,
        "Avant le forum des métiers.",
    )  # fmt: skip
    story.accepted(
        "contact.bigorre", "rbde", "proviseur.montel", (LYCEE, "2de MRC"), "bigorre-classe", 0,
        "Les élèves choisissent leur spécialité au printemps.",
    )  # fmt: skip
    story.accepted(
        "entreprise", "enseignante", "principal", (HOME, "4e B"), "meca-visite", 0,
        "Un groupe de quatorze élèves volontaires.", size=14,
    )  # fmt: skip
    story.accepted(
        "entreprise", "enseignante", "principal", (HOME, "4e B"), "meca-visite", 1,
        "Le second groupe, deux mois après.", size=12,
    )  # fmt: skip


def _pending(story):
    story.ask(
        "enseignante", (HOME, "3e B"), "meca-classe", 2,
        "La classe participe à l’Industrie Cup.",
    )  # fmt: skip
    story.sent(
        "enseignante", "principal", (HOME, "4e C"), "meca-classe", 3,
        "Première découverte de l’industrie pour ces élèves.",
    )  # fmt: skip
    story.sent(
        "professeure.paulin", "principal.paulin", (MURET, "3e Prépa-métiers"), "cellule-classe", 1,
        "Élèves motivés par la voie professionnelle.",
    )  # fmt: skip
    story.sent(
        "enseignante", "principal", (HOME, "3e D"), "meca-classe-choisie", 0,
        "Nous pouvons venir préparer la visite en décembre.",
    )  # fmt: skip


def _closed(story):
    refused = story.sent(
        "enseignante", "principal", (HOME, "4e B"), "fonderie-classe", 0, "En lien avec la SVT.",
    )  # fmt: skip
    workflow.refuse(
        story.actor("contact.fonderie"), refused, RefusalReason.STAFF,
        "Nos tuteurs sont déjà pris cette semaine-là ; proposez-nous le créneau suivant.",
    )  # fmt: skip
    cancelled = story.accepted(
        "contact.cellule", "professeur.jaures", "principale.jaures", (NEXT, "3e 2"),
        "cellule-classe", 2, "",
    )  # fmt: skip
    workflow.cancel(
        story.actor("professeur.jaures"), cancelled, CancelReason.TRANSPORT,
        "Le car n’a pas pu être financé.",
    )  # fmt: skip
    long_ago = story.today - dt.timedelta(days=40)
    expired = story.sent(
        "professeure.paulin", "principal.paulin", (MURET, "4e 3"), "fonderie-classe", 1, "",
        today=long_ago,
    )  # fmt: skip
    workflow.expire(expired, story.today)


# Teacher | school | class | company | with whom | girls | boys
AGREED = """
professeure.moulin|0301013N|3e 4|cevennes|Alice Bastide|11|13
professeure.paulin|0311319R|4e 3|capteurs|Delphine Ferrer|14|12
professeur.jaures|0311238C|4e 1|meca|Julien Barthe|13|15
professeure.paulin|0311319R|3e Prépa-métiers|cevennes|Alice Bastide|8|14
"""


def agreed_by_phone(story, companies, calendar):
    """R-IM-1: arranged by phone, already lived: recorded, then done. Returns the bookings;
    the class of the last one will not have come."""
    days = last_run(calendar, story.today - dt.timedelta(days=4), 3)
    return [
        _agreed(story, companies, days, *line.split("|")) for line in AGREED.strip().splitlines()
    ]


def _agreed(story, companies, days, teacher, uai, group, company, person, girls, boys):
    booking = workflow.record(
        story.actor(teacher),
        Agreement(
            company=companies[company],
            class_group=story.groups[uai, group],
            numbers=Numbers(girls=int(girls), boys=int(boys), adults=2),
            starts_on=days.first,
            ends_on=days.last,
            agreed_on=days.first - dt.timedelta(days=30),
            agreed_with=person,
            agreed_by=AgreedBy.PHONE,
            kind=OfferKind.CLASS_IMMERSION,
        ),
        key=uuid.uuid5(NAMESPACE, f"agreed {group}"),
        today=story.today,
    )
    return workflow.finish(booking, story.today)
