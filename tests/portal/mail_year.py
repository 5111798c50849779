"""A school year of mails, day by day through the real planner, gatherer and sender.

`Year().run(first, last)` plays the facts of a script on their days and counts what leaves.
The company hosts a class of each of ten schools; a fact a day or a pile of them on Friday, as
busy people do. `mail_year_whole` adds the scripts of placements, committees and events.

Each mail is looked at: nobody is mailed what they just did, and each notice follows the days of
who reads it.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict

import time_machine
from django.core import mail
from django.db.models import Max
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from directory.calendar import Calendar
from directory.enums import Rhythm
from documents import questionnaires, rounds
from documents.models import QuestionnaireAnswer, SignatureRound
from outbox import delivery
from outbox.kinds import kind_of
from outbox.models import Mail, Notice
from outbox.rules import PARIS
from partnerships.enums import BookingState
from partnerships.models import Booking, Contract
from partnerships.tasks import advance as advance_bookings
from partnerships.workflow import answers, contracts, requests
from partnerships.workflow.contract_edits import Edit
from placements.workflow.agreement_time import advance as advance_placements
from portal.demo.dates import next_run
from reminders import planner
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    SchoolFactory,
)
from tests.partnerships.conftest import CLASS_OF_24, host_of
from tests.partnerships.factories import OfferFactory, SlotFactory

DAY = dt.timedelta(days=1)
MONDAY, FRIDAY = 0, 4
CONTACT = "accueil@entreprise.example"
# A guardian who signs only once the reminders of five and of ten days have come.
LATE = dt.timedelta(days=14)
TICKS = (advance_bookings, advance_placements)
# Codes are asked for by who waits for them: they count in no budget.
ASKED_FOR = "Votre code"


class Year:
    """The people, the script {day: [acts]}, what is done on Fridays, and the mails
    {(address, day): number}."""

    def __init__(self, schools):
        self.calendar = Calendar()
        self.script = defaultdict(list)
        self.fridays = [self.accept_all, self.sign_all, self.evaluate_all]
        self.rhythms = {}
        self.sent = Counter()
        self.subjects = defaultdict(list)
        with time_machine.travel(at(dt.date(2026, 9, 1)), tick=False):
            self.company = CompanyFactory(naf_code="25.11Z")
            BranchOrganisationFactory()
            self.schools = [self._school(number) for number in range(schools)]

    def _school(self, number):
        """One school and its immersion: asked in the autumn, lived from January to April."""
        school = SchoolFactory(head_visa=True)
        people = {
            role: actor_for(role, school=school) for role in (Role.TEACHER, Role.HEAD, Role.RBDE)
        }
        self.rhythms |= {one.user.email: Rhythm.SCHOOL for one in people.values()}
        days = next_run(self.calendar, dt.date(2027, 1, 4) + 11 * number * DAY, 3)
        offer = OfferFactory(host_company=self.company, contact_email=CONTACT)
        slot = SlotFactory(offer=offer, starts_on=days.first, ends_on=days.last)
        asked = self.open(dt.date(2026, 9, 28) + 3 * number * DAY)
        self.on(asked, self.ask, people[Role.TEACHER], slot, ClassGroupFactory(school=school))
        self.on(self.open(asked + 3 * DAY), self.give_visa, people[Role.HEAD], slot)
        self.on(
            self.open(dt.date(2026, 11, 16) + number * DAY), self.send_to_signature, people, slot
        )
        return people | {"school": school}

    def on(self, day, act, *words):
        self.script[day].append((act, words))

    def open(self, day):
        """The first day of class from this one on."""
        return self.calendar.first_open(day, "school")

    # --- The facts -----------------------------------------------------------------

    def ask(self, teacher, slot, group):
        wish = requests.Wish(slot=slot, class_group=group, numbers=CLASS_OF_24)
        requests.request(teacher, wish, key=uuid.uuid4())

    def give_visa(self, head, slot):
        requests.give_visa(head, Booking.objects.get(slot=slot))

    def send_to_signature(self, people, slot):
        contract = Contract.objects.with_parties().get(booking__slot=slot)
        values = {"image_consents_attested": True, "tutor_name": "D. Faure"}
        contracts.change(people[Role.TEACHER], contract, Edit(values=values))
        contracts.send_to_signature(people[Role.TEACHER], contract)

    def accept_all(self):
        for booking in Booking.objects.filter(state=BookingState.SENT):
            answers.accept(host_of(booking), booking)

    def sign_all(self):
        """Branch, hosts, heads; guardians when they have had every reminder."""
        today = timezone.localdate()
        for one in SignatureRound.objects.filter(state="open"):
            for signatory in one.signatories.awaited():
                if not self.is_late(signatory, today):
                    rounds.give(Actor.of_link(signatory.current_link), signatory, "127.0.0.1")

    @staticmethod
    def is_late(signatory, today):
        opened = signatory.round.opened_at.astimezone(PARIS).date()
        return signatory.function.startswith("guardian") and today < opened + LATE

    def evaluate_all(self):
        for row in QuestionnaireAnswer.objects.filter(answered_at=None, function="host"):
            self.evaluate(row)

    @staticmethod
    def evaluate(row):
        values = {"satisfaction": 5, "prepared": 5, "again": "oui"}
        questionnaires.answer(Actor.of_link(row.link), row, values)

    # --- The days ------------------------------------------------------------------

    def run(self, first, last):
        """Each working day: the morning's mails, the facts of the day, what leaves at once.

        The planner looks on Mondays and after each day with a fact: on the other days, it
        would find what it has written.
        """
        changed, span = True, (last - first).days + 1
        # Nobody works at the week-end, nor reads: the days between change nothing.
        working = (first + number * DAY for number in range(span))
        for day in filter(lambda one: self.calendar.is_open(one, Rhythm.WORK), working):
            with time_machine.travel(at(day, 8), tick=False):
                for tick in TICKS:
                    tick()
                if changed or day.weekday() == MONDAY:
                    assert not planner.plan().broken
                self.deliver(day)
            with time_machine.travel(at(day, 14), tick=False):
                changed = self.act(day)
                self.deliver(day)
        return self

    def act(self, day):
        """The facts of the day; whether there was one."""
        acts = self.script[day] + [(act, ()) for act in self.fridays if day.weekday() == FRIDAY]
        for act, words in acts:
            last = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
            act(*words)
            self.check_own_action(words, last)
        return bool(acts)

    def check_own_action(self, words, last):
        """Nobody is told what they did themselves."""
        actors = [one.user for one in words if isinstance(one, Actor) and one.user]
        told = Notice.objects.filter(pk__gt=last, user__in=actors)
        assert all(kind_of(one.kind).to_oneself for one in told), told

    def deliver(self, day):
        due = Notice.objects.filter(state="planned", due_at__lte=timezone.now())
        if not (due.exists() or Mail.objects.filter(state="pending").exists()):
            return
        mail.outbox.clear()
        delivery.send_due()
        for message in mail.outbox:
            if not message.subject.startswith(ASKED_FOR):
                self.sent[message.to[0], day] += 1
                self.subjects[message.to[0]].append((day, message.subject))

    def wrong_rhythms(self):
        """The notices that do not follow the days of their reader; in a committee and at an event
        people of schools wear another hat."""
        known = Notice.objects.filter(recipient_email__in=self.rhythms)
        known = known.exclude(kind__startswith="clee.").exclude(kind__startswith="events.")
        found = known.values_list("kind", "recipient_email", "rhythm").distinct()
        return [row for row in found if row[2] != self.rhythms[row[1]]]

    def total(self, email):
        return sum(number for (to, _), number in self.sent.items() if to == email)

    def most_in_a_day(self, email):
        return max((number for (to, _), number in self.sent.items() if to == email), default=0)


def at(day, hour=8):
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)
