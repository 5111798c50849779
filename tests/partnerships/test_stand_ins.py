"""« Me remplacer du … au … » : who is absent is not written to, the stand-in is."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PersonalLink
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import BookingState
from partnerships.models import StandIn
from partnerships.reminders import HOST, unanswered
from partnerships.reminders.desk import prolong, stand_ins
from partnerships.workflow import bookings, own_days
from partnerships.workflow.contract_people import company_recipients
from partnerships.workflow.own_days import Absence
from partnerships.workflow.people import answerers_of, hosts_of
from partnerships.workflow.transfers import Colleague, transfer
from reminders.rules import rule_of
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import CompanyFactory
from tests.partnerships.factories import BookingFactory

COLLEAGUE = "lou@entreprise.example"


def now():
    return timezone.localdate()


def away(email, stand_in=COLLEAGUE, first=0, last=3):
    day = dt.timedelta(days=1)
    return Absence(email, stand_in, "Lou Petit", now() + day * first, now() + day * last)


@pytest.fixture
def host(db):
    booking = BookingFactory()
    return actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company), booking


def emails(people):
    return [person.email for person in people]


def test_the_stand_in_is_written_to_and_the_absent_is_not(host):
    own, booking = host
    contact = booking.contact_email
    assert emails(hosts_of(booking)) == [own.user.email, contact]
    own_days.replace(own, booking.company, away(own.user.email))
    own_days.replace(own, booking.company, away(contact, "max@entreprise.example"))
    assert emails(hosts_of(booking)) == [COLLEAGUE, "max@entreprise.example"]
    assert emails(answerers_of(booking)) == [own.user.email, contact]
    later = now() + dt.timedelta(days=4)
    assert emails(hosts_of(booking, later)) == [own.user.email, contact]
    assert emails(hosts_of(booking.offer)) == [COLLEAGUE, "max@entreprise.example"]
    told = Notice.objects.filter(kind="company.stand_in").values_list("recipient_email", flat=True)
    assert sorted(told) == [COLLEAGUE, "max@entreprise.example"]


def test_a_stand_in_with_an_account_answers_by_it(host):
    own, booking = host
    colleague = UserFactory()
    RoleAssignmentFactory(
        user=colleague, role=Role.COMPANY_REPRESENTATIVE, companies=[booking.company]
    )
    own_days.replace(own, booking.company, away(own.user.email, colleague.email))
    (first, *_) = [one for one in hosts_of(booking) if one.email == colleague.email]
    assert first.user_id == colleague.pk
    assert own.user.email not in emails(hosts_of(booking))


def test_one_without_an_account_gets_links_to_what_waits_and_reminders(host):
    own, booking = host
    own_days.replace(own, booking.company, away(booking.contact_email))
    link = PersonalLink.objects.get(holder_email=COLLEAGUE)
    assert link.subject_id == booking.pk
    # Reminders are planned by the database's own clock.
    StandIn.objects.update(starts_on=dt.date(2000, 1, 1), ends_on=dt.date(2100, 1, 1))
    rule = rule_of("booking.unanswered.3")
    (row,) = rule.candidates(HOST, unanswered().filter(pk=booking.pk))
    assert row[2:4] == (COLLEAGUE, "Lou Petit")
    StandIn.objects.update(ends_on=dt.date(2000, 1, 9))
    (row,) = rule.candidates(HOST, unanswered().filter(pk=booking.pk))
    assert row[2] == booking.contact_email


def test_contracts_and_transfers_follow(host):
    own, booking = host
    own_days.replace(own, booking.company, away(booking.contact_email))
    bookings.accept(own, booking)
    assert emails(company_recipients(booking.contract)) == [COLLEAGUE]
    away_too = "zoe@entreprise.example"
    own_days.replace(own, booking.company, away(away_too, "max@entreprise.example"))
    transfer(own, booking, Colleague("Zoé", away_too))
    told = Notice.objects.filter(kind="booking.transferred")
    assert [notice.recipient_email for notice in told] == ["max@entreprise.example"]
    booking.refresh_from_db()
    assert (booking.contact_email, booking.state) == (away_too, BookingState.ACCEPTED)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stand_in": "moi@entreprise.example"}, "ne se remplace pas elle-même"),
        ({"stand_in": "pas une adresse"}, "n’est pas valable"),
        ({"first": 3, "last": 0}, "Le dernier jour précède le premier"),
        ({"first": -9, "last": -2}, "Cette période est passée"),
    ],
)
def test_bad_input(host, change, why):
    own, booking = host
    with pytest.raises(Refused, match=why):
        own_days.replace(own, booking.company, away("moi@entreprise.example", **change))


def test_two_stand_ins_of_one_person_and_absent_stand_ins_are_refused(host):
    own, booking = host
    own_days.replace(own, booking.company, away("moi@entreprise.example"))
    with pytest.raises(Refused, match="déjà prévu à ces dates"):
        own_days.replace(own, booking.company, away("moi@entreprise.example", first=2, last=9))
    with pytest.raises(Refused, match="elle-même absente"):
        own_days.replace(own, booking.company, away("b@b.example", "moi@entreprise.example"))


def test_it_is_the_company_s_own_affair(client, host):
    own, booking = host
    for other in (actor_for(Role.RBDE), actor_for(Role.COMPANY_REPRESENTATIVE)):
        with pytest.raises(Refused, match="Seule l’entreprise"):
            own_days.replace(other, booking.company, away("moi@entreprise.example"))
    row = own_days.replace(own, booking.company, away(own.user.email))
    url = reverse("partnerships:stand_in_remove", args=[row.pk])
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()).user)
    assert client.get(url).status_code == client.post(url).status_code == 404
    client.force_login(own.user)
    assert "Remplacement en cours" in client.get(reverse("partnerships:desk")).content.decode()
    page = client.get(reverse("partnerships:stand_ins")).content.decode()
    assert COLLEAGUE in page and own.user.email in page
    client.post(url)
    assert not StandIn.objects.exists()


def test_the_page_plans_a_stand_in(client, host):
    own, booking = host
    client.force_login(own.user)
    day = now() + dt.timedelta(days=1)
    data = {
        "email": own.user.email,
        "starts_on": day.isoformat(),
        "ends_on": day.isoformat(),
        "stand_in_name": "Lou Petit",
        "stand_in_email": COLLEAGUE,
    }
    assert client.post(reverse("partnerships:stand_ins"), data).status_code == 302
    assert StandIn.objects.get().company == booking.company


def test_a_stand_in_is_prolonged_from_its_reminder(client, host):
    own, booking = host
    row = own_days.replace(own, booking.company, away(own.user.email, last=6))
    assert list(stand_ins()) == [row]
    notice = SimpleNamespace(subject=row, told_on=now())
    url = reverse("partnerships:stand_in_prolong", args=[row.pk])
    assert prolong(notice).action[1].endswith(url)
    client.force_login(own.user)
    early = client.post(url, {"ends_on": row.ends_on.isoformat()}).content.decode()
    assert "après la fin actuelle" in early
    later = row.ends_on + dt.timedelta(days=5)
    assert client.post(url, {"ends_on": later.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == later
    assert Notice.objects.filter(kind="company.stand_in", recipient_email=COLLEAGUE).count() == 2
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    assert client.get(url).status_code == 404


def test_a_short_absence_has_no_reminder_of_its_end(host):
    own, booking = host
    own_days.replace(own, booking.company, away(own.user.email, last=2))
    assert not stand_ins().exists()
