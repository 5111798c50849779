"""A final ready to be judged: three classes before one panel of three jurors."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import SchoolYear
from events.enums.cup import College, EditionState, TeamState
from events.models import Criterion, Edition, Juror, Panel, Regulation, Team
from events.workflow import jurors, scores
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractKind, ContractState
from partnerships.models import Contract
from tests.accounts.factories import actor_for
from tests.directory.factories import BranchOrganisationFactory, DepartmentFactory
from tests.partnerships.factories import BookingFactory

# Today in the tests' world: the links are open, the final is today.
DAY = dt.date(2026, 11, 23)
SIDES = {"ana": College.ECONOMIC, "bob": College.EDUCATIONAL, "cyd": College.ECONOMIC}


def contract(state=ContractState.COMPLETED, **booking):
    """A signed Classe en Entreprise; `booking` goes to its factory."""
    made = BookingFactory(state=BookingState.ACCEPTED, **booking)
    return Contract.objects.create(
        booking=made,
        school_year=made.school_year,
        kind=ContractKind.CLASS_IMMERSION,
        state=state,
        branch=BranchOrganisationFactory(),
        signed_at=timezone.now(),
    )


@dataclass
class World:
    edition: Edition
    organiser: Actor
    teams: list
    jurors: dict
    criteria: list

    def actor(self, name):
        """The holder of this juror's link."""
        return Actor.of_link(jurors.link_of(self.organiser, self.jurors[name]))

    def mark(self, name, team, *marks, submit=True):
        """A juror's sheet for a team (its index), one mark per criterion."""
        juror, chosen, actor = self.jurors[name], self.teams[team], self.actor(name)
        entries = [
            scores.Entry(str(one.pk), str(mark))
            for one, mark in zip(self.criteria, marks, strict=True)
        ]
        scores.save(actor, juror, chosen, entries)
        if submit:
            scores.submit(actor, juror, chosen)

    def all_in(self):
        """Every sheet: the first team before the second, before the third."""
        for name in self.jurors:
            for place in range(len(self.teams)):
                self.mark(name, place, 18 - 3 * place, 9 - 2 * place)

    def fresh(self):
        return Edition.objects.get(pk=self.edition.pk)


def make_world(state=EditionState.CLOSED, teams=3, **edition):
    department = DepartmentFactory(code="31", name="Haute-Garonne")
    values = {
        "title": "Finale régionale",
        "school_year": SchoolYear.objects.get(start_year=2026),
        "department": department,
        "held_on": DAY,
        "place": "Palais des congrès",
        "state": state,
    }
    made = Edition.objects.create(**values | edition)
    organiser = actor_for(Role.EDUCATION_AUTHORITY, department=department)
    Regulation.objects.create(edition=made, version=1, text="Dix minutes par équipe.")
    panel = Panel.objects.create(edition=made, name="Jury A")
    criteria = [
        Criterion.objects.create(edition=made, position=1, label="Oral", weight=3, maximum=20),
        Criterion.objects.create(edition=made, position=2, label="Affiche", weight=1, maximum=10),
    ]
    rows = [
        Team.objects.create(
            edition=made,
            contract=contract(),
            state=TeamState.ELIGIBLE,
            title=f"Présentation {number}",
            girls=12,
            panel=panel,
        )
        for number in range(teams)
    ]
    named = {
        name: Juror.objects.create(edition=made, panel=panel, name=name, college=college)
        for name, college in SIDES.items()
    }
    found = list(Team.objects.with_classes().filter(pk__in=[row.pk for row in rows]).order_by("pk"))
    return World(made, organiser, found, named, criteria)


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def signed_in(client, actor):
    client.force_login(actor.user)
    return client


def text_of(answer):
    return answer.content.decode()
