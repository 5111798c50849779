"""A contact whom no school has dealt with for two years is told, then erased (DOMAIN §8)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import Contact
from outbox.enums import Barring
from outbox.kinds import kind_of
from outbox.models import BarredAddress, Notice
from partnerships.models import Interaction, Portfolio
from partnerships.workflow.contact_erasure import AHEAD, advance
from reminders.rules import rule_of
from tests.accounts.factories import actor_for
from tests.directory.factories import ContactFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory
from tests.placements.test_erasure import holding
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
MARKER = "Zyxmarqueur"
MAIL = f"{MARKER.lower()}@hote.example"
MET = dt.date(2026, 11, 25)
SEEN = dt.date(2028, 9, 24)  # sixty-three days before two years are over
LEAVES = SEEN + dt.timedelta(days=AHEAD)


def made(**words):
    """A contact whose sheet nobody touched since the day it was made."""
    words = {"first_name": "Léa", "last_name": MARKER, "email": MAIL} | words
    contact = ContactFactory(owner_school=words.pop("school", None) or SchoolFactory(), **words)
    at = timezone.make_aware(dt.datetime.combine(MET, dt.time(10)))
    Contact.objects.filter(pk=contact.pk).update(updated_at=at)
    return contact


def noted(contact, text="Appel", day=MET):
    return Interaction.objects.create(
        company=contact.company,
        school=contact.owner_school,
        contact=contact,
        happened_on=day,
        text=text,
    )


def leaves_on(contact):
    return Contact.objects.values_list("leaves_on", flat=True).get(pk=contact.pk)


def told(code):
    """{address: (the day computed, its mail)} of a rule."""
    rule, found = rule_of(code), {}
    for to in rule.recipients:
        for key, day, email, *_ in rule.candidates(to):
            subject = rule.subjects().model.objects.get(pk=key)
            notice = Notice(recipient_email=email).at(timezone.now())
            notice.subject = subject
            found[email] = (day + dt.timedelta(days=rule.offset.number), rule.render(notice))
    return found


def test_the_day_is_set_two_months_before_and_the_row_is_erased_on_it():
    contact = made()
    line = noted(contact, f"Léa {MARKER} ({MAIL}) prend deux élèves en mai")
    line.next_action, line.next_action_on = f"Rappeler {MARKER.upper()}", MET
    line.save()
    contact.function = "Directrice"
    contact.save()
    Contact.objects.update(updated_at=line.created_at)
    BarredAddress.objects.create(email=MAIL, reason=Barring.choices[0][0])
    assert advance(SEEN - dt.timedelta(days=1)) == 0 and leaves_on(contact) is None
    assert advance(SEEN + dt.timedelta(days=3)) == 1
    day = leaves_on(contact)
    assert day == LEAVES + dt.timedelta(days=3)
    assert advance(day - dt.timedelta(days=1)) == 0
    assert advance(day) == 1
    assert not Contact.objects.exists() and holding(MARKER) == []
    line.refresh_from_db()
    assert line.text == "(nom effacé) ((nom effacé)) prend deux élèves en mai"
    assert (line.contact, line.next_action) == (None, "Rappeler (nom effacé)")
    entry = JournalEntry.objects.get(verb="a effacé des personnes de contact")
    assert entry.words == "une personne, deux ans après"


@pytest.mark.parametrize("dealing", ["exchange", "sheet", "request"])
def test_who_is_met_again_stays(dealing):
    contact = made()
    advance(SEEN + dt.timedelta(days=3))
    assert leaves_on(contact)
    later = SEEN + dt.timedelta(days=20)
    if dealing == "exchange":
        noted(contact, day=later)
    if dealing == "request":
        BookingFactory(contact_email=MAIL.upper())
        Contact.objects.update(leaves_on=LEAVES)
        bookings = BookingFactory._meta.model.objects
        bookings.update(starts_on=later, ends_on=later)
    if dealing == "sheet":
        with time_machine.travel(later):
            Contact.objects.get(pk=contact.pk).save()
    advance(later)
    assert leaves_on(contact) is None
    advance(LEAVES + dt.timedelta(days=3))
    assert Contact.objects.filter(pk=contact.pk).exists()


def test_who_follows_is_told_sixty_days_before_and_the_person_fourteen():
    school = SchoolFactory()
    officer, other = (actor_for(Role.RBDE, school=school) for _ in range(2))
    followed, bare = made(school=school), made(school=school, email="autre@hote.example")
    gone = made(email="partie@hote.example", left_on=MET)
    Portfolio.objects.create(school=school, company=followed.company, owner=officer.user)
    Contact.objects.update(leaves_on=LEAVES)
    two_months, two_weeks = (LEAVES - dt.timedelta(days=days) for days in (60, 14))
    owners = told("contact.leaves.owner")
    assert {email: day for email, (day, _) in owners.items()} == {officer.user.email: two_months}
    mail = owners[officer.user.email][1]
    assert MARKER in mail.subject and "26 novembre 2028" in mail.paragraphs[0]
    assert mail.action[1].endswith(reverse("admin:directory_contact_change", args=[followed.pk]))
    assert set(told("contact.leaves.desk")) == {officer.user.email, other.user.email}
    people = told("contact.leaves.person")
    assert {email: day for email, (day, _) in people.items()} == {
        MAIL: two_weeks,
        bare.email: two_weeks,
    }
    words = " ".join(people[MAIL][1].paragraphs)
    assert str(followed.company) in words and str(school) in words and gone.email not in people


def test_the_notices_are_planned_and_fall_when_the_person_is_met():
    contact = made()
    Contact.objects.update(leaves_on=LEAVES)
    with time_machine.travel(dt.datetime(2028, 11, 11, 9, tzinfo=dt.UTC)):
        plan("contact.leaves.person")
        notice = Notice.objects.get(kind="contact.leaves.person")
        assert notice.recipient_email == MAIL
        kind = kind_of(notice.kind)
        assert kind.still_relevant(notice.at(timezone.now()))
        noted(contact, day=dt.date(2028, 11, 10))
        advance(dt.date(2028, 11, 11))
        assert not kind.still_relevant(notice.at(timezone.now()))
