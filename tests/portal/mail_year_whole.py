"""What a school year holds beside immersions: scripts that add their facts to a `Year`.

Placements of a class and vocational periods, their agreements and opinions; a committee that
meets and an event that one registers for; the office that is written to. The declaration and the
rentrée need no script: their reminders are those of every year.
"""

import datetime as dt
import uuid

import time_machine

from accounts.actor import Actor
from accounts.enums import Role
from clee.enums import Side
from clee.models import Enquiry
from clee.workflow import cycle, enquiries
from directory.enums import Level, Rhythm
from placements.enums import PlacementKind
from placements.models import Agreement, ClassReferent, HostPart, LegalGuardian, Stay
from placements.workflow import agreement_parts, agreements
from placements.workflow.agreement_base import with_all
from placements.workflow.agreement_parts import PartEdit
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.clee.meeting_steps import convened
from tests.directory.factories import ClassGroupFactory, CompanyFactory
from tests.events.registration_world import make_world as make_event
from tests.placements.agreement_world import SAID, WEEK
from tests.placements.factories import CampaignFactory, PlacementFactory, PupilFactory
from tests.placements.vocational_world import make_period, place
from tests.portal.mail_year import CONTACT, DAY, at

WEEKS = dt.timedelta(weeks=1)


class Placements:
    """A class whose referent is the teacher of a school; the first `hosted` pupils are hosted by
    the company of the year, the others by other ones. `first` is a Monday."""

    def __init__(self, year, people, *, first, number, hosted):
        self.teacher, self.guardians = people[Role.TEACHER], []
        self.year, self.first = year, first
        school = people["school"]
        self.group = ClassGroupFactory(school=school, level=Level.TROISIEME)
        ClassReferent.objects.create(class_group=self.group, user=self.teacher.user)
        span = {"starts_on": first, "ends_on": first + 4 * DAY}
        CampaignFactory(school=school, school_year=self.group.school_year, **span)
        self.rows = [self._placement(rank, hosted, span) for rank in range(number)]
        self._write_script()

    def _placement(self, rank, hosted, span):
        pupil = PupilFactory(class_group=self.group)
        host = self.year.company if rank < hosted else CompanyFactory()
        return PlacementFactory(
            pupil=self._with_guardian(pupil),
            company=host,
            referent=self.teacher.user,
            kind=PlacementKind.OBSERVATION,
            **span,
        )

    def _with_guardian(self, pupil):
        email = f"parent{pupil.pk}@famille.example"
        LegalGuardian.objects.create(
            pupil=pupil, rank=1, last_name=pupil.last_name, first_name="Anne", email=email
        )
        self.guardians.append(email)
        self.year.rhythms[email] = Rhythm.EVERY_DAY
        return pupil

    def _write_script(self):
        """Prepared seven weeks before, filled by the hosts on a Friday, then signed."""
        if fill_parts not in self.year.fridays:
            self.year.fridays.insert(0, fill_parts)
        prepared = self.year.open(self.first - 7 * WEEKS)
        self.year.on(prepared, self.prepare)
        self.year.on(self.year.open(prepared + 8 * DAY), self.open_signatures)

    def prepare(self):
        for row in self.rows:
            stay = row.stays.get()
            contacts = {stay.company_id: ("Paul Roux", self._contact(stay))}
            agreement = agreements.prepare(self.teacher, row, {}, contacts)
            agreement_parts.ask_hosts(self.teacher, agreement)

    def _contact(self, stay):
        is_ours = stay.company_id == self.year.company.pk
        return CONTACT if is_ours else f"contact{stay.company_id}@entreprise.example"

    def open_signatures(self):
        for agreement in with_all(Agreement.objects).filter(placement__in=self.rows):
            agreements.open_signatures(self.teacher, agreement)


class Period(Placements):
    """A vocational period of four weeks of a class that prepares a diploma."""

    def __init__(self, year, people, *, first, number):
        self.teacher, self.guardians = people[Role.TEACHER], []
        self.year, self.first = year, first
        period = make_period(school=people["school"])
        period.starts_on, period.ends_on = first, first + 4 * WEEKS - 3 * DAY
        period.save()
        ClassReferent.objects.create(class_group=period.class_group, user=self.teacher.user)
        self.rows = [self._in_period(period) for _ in range(number)]
        self._write_script()

    def _in_period(self, period):
        born = dt.date(2010, 9, 1)
        pupil = PupilFactory(class_group=period.class_group, birth_date=born, email="")
        return place(
            self._with_guardian(pupil),
            self.year.company,
            first=period.starts_on,
            last=period.ends_on,
            period=period,
            user=self.teacher.user,
            tutor_email=tutor(period),
        )


def tutor(period):
    """The company's contact follows three trainees of these days, colleagues three each, all
    schools together (R-PF-2)."""
    before = Stay.objects.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on)
    number = before.filter(placement__period__isnull=False).count() // 3
    return f"tuteur{number}@entreprise.example" if number else CONTACT


def fill_parts():
    """Every host fills its part of the agreements, on a Friday."""
    for part in HostPart.objects.filter(completed_at=None, asked_at__isnull=False):
        stay = part.agreement.placement.stays.get(company=part.company)
        email = stay.tutor_email or part.contact_email
        contacts = {"signatory_email": part.contact_email, "tutor_email": email}
        contacts["tutor_name"] = email
        holder = Actor.of_link(part_link(part))
        agreement_parts.complete(holder, part, PartEdit(WEEK, SAID | contacts))


def part_link(part):
    return agreement_parts.fill_link(Actor.system("Essai"), part.agreement, part)


class Committee:
    """The head of a school co-leads it, the company and an office are members: three meetings."""

    MEETINGS = (dt.date(2026, 10, 8), dt.date(2027, 2, 4), dt.date(2027, 5, 27))

    def __init__(self, year, people, meetings=MEETINGS):
        head, rbde = people[Role.HEAD], people[Role.RBDE]
        self.committee = CommitteeFactory(departments=[people["school"].department])
        self.lead = actor_for(Role.CO_LEAD, user=head.user)
        MandateFactory(committee=self.committee, side=Side.SCHOOL, user=head.user)
        for email in (CONTACT, rbde.user.email):
            MemberFactory(committee=self.committee, contact_name="Paul", contact_email=email)
        year.on(year.open(dt.date(2026, 9, 28)), cycle.open_year, 2026)
        for day in meetings:
            year.on(year.open(day - 3 * WEEKS), self.convene, day)

    def convene(self, day):
        start = at(day, 17)
        convened(self.lead, self.committee, starts_at=start)


def register_for_event(year, day, emails):
    """All these people register for an event of that day, three weeks before."""

    def register():
        world = make_event(capacity=100, days=21)
        for rank, email in enumerate(emails):
            world.come(world.wish(f"Personne {rank}", email=email))

    year.on(year.open(day - 3 * WEEKS), register)


def write_to_office(year, people, day):
    """Somebody of a company writes to the enterprise office of the school."""

    def write():
        author = actor_for(Role.COMPANY_REPRESENTATIVE)
        typed = Enquiry(kind="contact", school=people["school"], words="Une classe viendrait ?")
        enquiries.deposit("192.0.2.1", author, typed, key=uuid.uuid4())

    year.on(year.open(day), write)


def fill(year, pupils, vocational):
    """All of this, on the people of the first two schools; the addresses of the guardians."""
    first, second = year.schools[:2]
    with time_machine.travel(at(dt.date(2026, 9, 1)), tick=False):
        week = Placements(year, first, first=dt.date(2026, 11, 16), number=pupils, hosted=2)
        period = Period(year, second, first=dt.date(2026, 11, 16), number=vocational)
        Committee(year, first)
    people = [first[role].user.email for role in (Role.HEAD, Role.RBDE)]
    register_for_event(year, dt.date(2026, 10, 20), [CONTACT, *people])
    for number, school in enumerate(year.schools):
        write_to_office(year, school, dt.date(2026, 10, 5) + number * WEEKS)
    return week.guardians + period.guardians
