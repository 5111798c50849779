"""A light world for families: a class of 3e, its referent, two pupils, a guardian."""

import datetime as dt
import uuid
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from placements.enums import FamilyMember
from placements.models import Campaign, ClassReferent, LegalGuardian, PlacementProposal, Pupil
from placements.workflow import family_links, proposals
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory

# A week of term, in Toulouse, Monday to Friday.
FIRST, LAST = dt.date(2027, 1, 25), dt.date(2027, 1, 29)


@dataclass
class World:
    """A class with who follows it."""

    group: object
    referent: Actor
    pupil: Pupil
    other: Pupil

    def link_actor(self, subject=None):
        """Who holds the living link of the pupil, or of the class."""
        subject = subject or self.pupil
        opens = family_links.open_for_pupil
        if subject == self.group:
            opens = family_links.open_for_class
        return Actor.of_link(opens(self.referent, subject))

    def propose(self, actor=None, pupil=None, key=None, **changes):
        row = PlacementProposal(**(typed() | changes))
        actor, key = actor or self.link_actor(), key or uuid.uuid4()
        return proposals.propose(actor, pupil or self.pupil, row, key=key)


def world(**group):
    school = SchoolFactory(name="Collège des Rives")
    group = ClassGroupFactory(school=school, name="3e B", **group)
    referent = actor_for(Role.TEACHER, school=school)
    ClassReferent.objects.create(class_group=group, user=referent.user)
    Campaign.objects.create(
        school=school,
        school_year=group.school_year,
        level=group.level,
        starts_on=FIRST,
        ends_on=LAST,
    )
    pupil = pupil_of(group, "Maréchal", "Zoé")
    LegalGuardian.objects.create(
        pupil=pupil, rank=1, last_name="Maréchal", email="parent@famille.example"
    )
    return World(group, referent, pupil, pupil_of(group, "Maréchal", "Ali"))


def pupil_of(group, last_name, first_name, birth_date=dt.date(2012, 5, 4)):
    return Pupil.objects.create(
        school=group.school,
        class_group=group,
        last_name=last_name,
        first_name=first_name,
        birth_date=birth_date,
    )


def typed():
    """What a family types."""
    return {
        "host_name": "Boulangerie Pujol",
        "host_city": "Toulouse",
        "host_postcode": "31000",
        "contact_name": "Inès Pujol",
        "host_phone": "05 61 00 00 00",
        "starts_on": FIRST,
        "ends_on": LAST,
        "author": FamilyMember.GUARDIAN,
    }


def posted(**changes):
    """The same as a browser posts it."""
    said = typed() | changes
    return {name: str(value) for name, value in said.items()} | {"form_key": uuid.uuid4()}
