"""A run of the outbox is at one moment: `--now` decides, the machine's clock says nothing."""

import datetime as dt

import pytest
from django.core.management import call_command

from outbox.enums import NoticeState
from outbox.kinds import kind_of
from outbox.models import Notice
from outbox.recipients import Recipient
from outbox.rules import PARIS
from outbox.workflow import notify
from partnerships.enums import BookingState
from reminders import rules
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.partnerships.conftest import host_of, make_world
from tests.partnerships.factories import BookingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules_of_immersions(monkeypatch):
    """The others have nothing to say here: a second for each run."""
    told = {code: rule for code, rule in rules._rules.items() if code.startswith("immersion.")}
    monkeypatch.setattr(rules, "_rules", told)


def run(now):
    """Both ticks at one moment; seven weeks after the day of the tests."""
    call_command("plan_reminders", now=now)
    call_command("send_outbox", now=now)


def accepted(first):
    return BookingFactory(state=BookingState.ACCEPTED, starts_on=first, ends_on=first)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2027-01-13T08:00", "dans 7 jours"),
        ("2027-01-14T08:00", "dans 6 jours"),
        ("2027-01-19T08:00", "demain"),
    ],
)
def test_the_mail_counts_from_the_moment_given(relay, now, words):  # noqa: F811
    booking = accepted(dt.date(2027, 1, 20))

    run(now)

    for address in (booking.teacher.email, booking.contact_email):
        (mail,) = relay.mails(to=address)
        assert mail["Subject"].startswith(words[0].upper() + words[1:])
        assert f"le 20 janvier 2027, {words}" in text_of(mail)


def test_relevance_is_judged_at_the_moment_given(relay):  # noqa: F811
    """A link alive today is dead at the moment of sending: its mail does not leave."""
    link = host_of(make_world().ask()).link
    notice = notify("accounts.new_link", link, Recipient(link.holder_email))

    call_command("send_outbox", now=(link.valid_until + dt.timedelta(minutes=1)).isoformat())

    notice.refresh_from_db()
    assert notice.state == NoticeState.CANCELLED
    assert not [mail for mail in relay.mails() if "nouveau lien" in mail["Subject"]]


def test_a_link_that_is_dead_at_that_moment_is_not_given():
    booking = make_world().ask()
    link = host_of(booking).link
    notice = Notice(
        kind="booking.unanswered.3", subject=booking, recipient_email=booking.contact_email
    )
    for moment, url in (
        (link.valid_until, link.url),
        (link.valid_until + dt.timedelta(seconds=1), booking.get_absolute_url()),
    ):
        mail = kind_of(notice.kind).render(notice.at(moment.astimezone(PARIS)))
        assert mail.action[1].endswith(url)
