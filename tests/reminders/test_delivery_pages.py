"""Mails in failure, for the administrator; addresses to correct, for whoever can."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import SchoolYear
from directory.violations import Refused
from outbox import delivery, feedback
from outbox.enums import Barring, Cause, MailState
from outbox.models import BarredAddress, Mail
from outbox.recipients import Recipient
from outbox.workflow import notify
from portal.todos import todos_for
from reminders.workflow import mails as workflow
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, ContactFactory, SchoolFactory
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.outbox.test_feedback import ended
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
DEAD, ADDRESSES = "/courriels/en-echec/", "/courriels/adresses/"
OLD, NEW = "Ancienne@entreprise.example", "nouvelle@entreprise.example"


@pytest.fixture
def as_actor(client):
    def sign_in(role, **scope):
        actor = actor_for(role, **scope)
        client.force_login(actor.user)
        return client, actor

    return sign_in


def titles(actor):
    found = todos_for(actor, SchoolYear(start_year=2026))
    return [todo.title for todo in found if "courriels/" in todo.url]


# --- Mails in failure ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "error", "cause"),
    [
        (MailState.UNKNOWN, "réservation expirée", Cause.SILENT),
        (MailState.SUPPRESSED, "…", Cause.BARRED),
        (MailState.FAILED, "550 5.1.1 <‹adresse›> unknown", Cause.ADDRESS),
        (MailState.FAILED, "550 User unknown", Cause.ADDRESS),
        (MailState.FAILED, "554 5.7.1 spam", Cause.REFUSED),
        (MailState.FAILED, "451 4.7.1 greylisted", Cause.EXHAUSTED),
        (MailState.FAILED, "TimeoutError", Cause.EXHAUSTED),
        (MailState.FAILED, "LookupError", Cause.DEFECT),
    ],
)
def test_every_failure_has_a_cause_in_words(as_actor, state, error, cause):
    mail = ended(state, error=error)
    client, _ = as_actor(Role.ADMINISTRATOR)

    page = client.get(DEAD, {"cause": cause}).content.decode()

    assert Mail.objects.with_cause().get().cause == cause
    assert cause.label in page and cause.advice in page and mail.recipient_email in page
    others = [other for other in Cause if other != cause]
    assert all(mail.recipient_email not in _text(client, other) for other in others)


def _text(client, cause):
    return client.get(DEAD, {"cause": cause}).content.decode()


def test_one_mail_is_sent_again_and_told_in_the_journal(as_actor, relay):  # noqa: F811
    relay.script[:] = ["550 5.7.1 refused"]
    notify("test.plain", a_subject(), CAMILLE)
    delivery.send_due()
    dead = Mail.objects.get()
    client, actor = as_actor(Role.ADMINISTRATOR)
    assert titles(actor) == ["Traiter un courriel en échec"]

    page = client.post(DEAD, {"mail": dead.pk, "action": "retry"}, follow=True).content.decode()

    assert "Courriels remis en file d’attente\N{NO-BREAK SPACE}: 1." in page
    assert delivery.send_due().sent == 1
    assert JournalEntry.objects.get().verb == "a fait renvoyer un courriel"
    page = client.post(DEAD, {"mail": dead.pk, "action": "retry"}, follow=True).content.decode()
    assert "laissés tels quels" in page and not titles(actor)


def test_all_of_a_cause_are_decided_at_once_and_the_others_are_left(as_actor):
    for number in range(3):
        ended(MailState.FAILED, str(number), error="554 5.7.1 spam")
    other = ended(MailState.UNKNOWN, "autre")
    client, _ = as_actor(Role.ADMINISTRATOR)

    client.post(DEAD, {"cause": Cause.REFUSED, "action": "set_aside"})

    assert list(Mail.objects.dead()) == [other]
    assert JournalEntry.objects.get().verb == "a classé sans suite 3 courriels"


def test_what_is_kept_back_is_not_sent_again_before_the_address_is_restored(as_actor):
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)
    ended(MailState.SUPPRESSED)
    client, _ = as_actor(Role.ADMINISTRATOR)

    page = client.post(DEAD, {"cause": Cause.BARRED, "action": "retry"}, follow=True)

    assert "Leur adresse est écartée" in page.content.decode()
    assert Mail.objects.get().state == MailState.SUPPRESSED
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    "posted", [{}, {"action": "retry"}, {"mail": "x"}, {"mail": "9" * 30, "action": "retry"}]
)
def test_a_decision_about_nothing_changes_nothing(as_actor, posted):
    mail = ended(MailState.FAILED)
    client, _ = as_actor(Role.ADMINISTRATOR)

    assert client.post(DEAD, posted).status_code == 302

    mail.refresh_from_db()
    assert mail.state == MailState.FAILED


def test_the_page_asks_as_much_of_the_database_for_many_as_for_one(
    as_actor, django_assert_max_num_queries
):
    for number in range(12):
        ended(MailState.FAILED, str(number), error="554 5.7.1 spam")
    client, _ = as_actor(Role.ADMINISTRATOR)

    with django_assert_max_num_queries(12):
        assert client.get(DEAD).status_code == 200


def test_mails_in_failure_are_the_administrators_alone(as_actor):
    client, actor = as_actor(Role.EDUCATION_AUTHORITY)

    assert client.get(DEAD).status_code == client.post(DEAD).status_code == 403
    with pytest.raises(Refused):
        workflow.retry_mails(actor, Mail.objects.all())


# --- Addresses to correct -------------------------------------------------------------


def barred(email=OLD):
    feedback.bar(email.lower(), Barring.HARD_BOUNCE, words="550 5.1.1 unknown")
    return BarredAddress.objects.get(email=email.lower())


def test_a_contact_is_corrected_by_the_office_that_recorded_it(as_actor):
    school = SchoolFactory()
    contact = ContactFactory(company=CompanyFactory(), owner_school=school, email=OLD)
    barred()
    client, actor = as_actor(Role.RBDE, schools=[school])

    page = client.get(ADDRESSES).content.decode()

    assert titles(actor) == ["Corriger une adresse électronique"]
    assert OLD.lower() in page and "550 5.1.1 unknown" in page
    assert reverse("admin:directory_contact_change", args=[contact.pk]) in page


def test_an_offer_is_corrected_by_its_company(as_actor):
    company = CompanyFactory()
    offer = OfferFactory(host_company=company, contact_email=OLD)
    barred()
    client, actor = as_actor(Role.COMPANY_REPRESENTATIVE, companies=[company])

    assert titles(actor) == ["Corriger une adresse électronique"]
    assert (
        reverse("partnerships:offer_edit", args=[offer.pk])
        in client.get(ADDRESSES).content.decode()
    )


def test_who_asked_for_an_immersion_is_told_that_its_host_gets_no_mail(as_actor):
    booking = BookingFactory(
        slot=SlotFactory(offer=OfferFactory()), state="sent", contact_email=OLD
    )
    barred()
    client, actor = as_actor(Role.TEACHER, schools=[booking.school], user=booking.requested_by)

    page = client.get(ADDRESSES).content.decode()

    assert titles(actor) == ["Corriger une adresse électronique"]
    assert "Demande d’immersion" in page and booking.get_absolute_url() in page


def test_ones_own_address_is_ones_own_matter_and_the_administrators(as_actor):
    user = UserFactory()
    barred(user.email)
    client, actor = as_actor(Role.TEACHER, schools=[SchoolFactory()], user=user)
    assert "Votre compte" in client.get(ADDRESSES).content.decode()

    client, administrator = as_actor(Role.ADMINISTRATOR)
    page = client.get(ADDRESSES).content.decode()
    assert reverse("admin:accounts_user_change", args=[user.pk]) in page


@pytest.mark.parametrize("role", [Role.RBDE, Role.TEACHER, Role.HEAD, Role.EDUCATION_AUTHORITY])
def test_the_address_of_others_is_shown_to_nobody(as_actor, role):
    ContactFactory(company=CompanyFactory(), owner_school=SchoolFactory(), email=OLD)
    row = barred()
    scope = {} if role == Role.EDUCATION_AUTHORITY else {"schools": [SchoolFactory()]}
    client, actor = as_actor(role, **scope)

    assert not titles(actor)
    assert OLD.lower() not in client.get(ADDRESSES).content.decode()
    assert client.get(reverse("restore_address", args=[row.pk])).status_code == 404
    with pytest.raises(Refused):
        workflow.restore(actor, row, "essai")


def test_the_administrator_sees_where_every_address_stands(as_actor):
    offer = OfferFactory(host_company=CompanyFactory(), contact_email=OLD)
    barred()
    client, _ = as_actor(Role.ADMINISTRATOR)

    page = client.get(ADDRESSES).content.decode()

    assert reverse("partnerships:offer", args=[offer.pk]) in page and "nulle part" not in page


def test_an_address_is_restored_with_a_reason(as_actor):
    user = UserFactory()
    row = barred(user.email)
    client, actor = as_actor(Role.TEACHER, schools=[SchoolFactory()], user=user)
    url = reverse("restore_address", args=[row.pk])

    assert "obligatoire" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": "boîte vidée"})

    row.refresh_from_db()
    entry = JournalEntry.objects.get()
    assert row.lifted_at and not titles(actor)
    assert (entry.verb, entry.reason) == ("a rétabli une adresse électronique", "boîte vidée")
    assert client.post(url, {"reason": "encore"}).status_code == 404


def test_what_waited_is_sent_to_the_corrected_address(as_actor, relay):  # noqa: F811
    school = SchoolFactory()
    contact = ContactFactory(company=CompanyFactory(), owner_school=school, email=OLD)
    row = barred()
    notify("test.plain", a_subject(), Recipient(OLD, "Paule Roux"))
    delivery.send_due()
    contact.email = NEW
    contact.save()
    client, actor = as_actor(Role.RBDE, schools=[school])
    page = client.get(ADDRESSES).content.decode()
    assert f"{OLD.lower()} est devenue <strong>{NEW}</strong>" in page

    client.post(reverse("send_to_corrected", args=[row.pk]), {"email": NEW})

    assert delivery.send_due().sent == 1
    (message,) = relay.mails(to=NEW)
    assert "Bonjour Paule Roux" in message.get_body(("plain",)).get_content()
    assert not Mail.objects.dead().exists()
    assert JournalEntry.objects.get().words == "1 courriel"
    assert "est devenue" not in client.get(ADDRESSES).content.decode()


def test_it_is_sent_to_no_other_address_and_by_nobody_else(as_actor):
    school = SchoolFactory()
    contact = ContactFactory(company=CompanyFactory(), owner_school=school, email=OLD)
    row = barred()
    notify("test.plain", a_subject(), Recipient(OLD))
    delivery.send_due()
    contact.email = NEW
    contact.save()
    url = reverse("send_to_corrected", args=[row.pk])

    client, _ = as_actor(Role.RBDE, schools=[school])
    page = client.post(url, {"email": "pirate@ailleurs.example"}, follow=True).content.decode()
    assert "ne remplace pas" in page
    client, _ = as_actor(Role.RBDE, schools=[SchoolFactory()])
    assert client.post(url, {"email": NEW}).status_code == 404

    assert Mail.objects.count() == 1 and not JournalEntry.objects.exists()


def test_an_address_is_barred_by_hand_by_an_administrator(as_actor):
    client, _ = as_actor(Role.ADMINISTRATOR)
    posted = {"email": OLD, "reason": "demande reçue au téléphone"}

    client.post(reverse("bar_address"), posted)
    page = client.post(reverse("bar_address"), posted, follow=True).content.decode()

    row = BarredAddress.objects.get()
    assert (row.email, row.reason) == (OLD.lower(), Barring.BY_HAND) and row.barred_by
    assert JournalEntry.objects.get().reason == "demande reçue au téléphone"
    assert "déjà écartée" in page
    assert "Indiquez" in client.post(reverse("bar_address"), {}, follow=True).content.decode()
    client, actor = as_actor(Role.RBDE, schools=[SchoolFactory()])
    assert client.post(reverse("bar_address"), posted).status_code == 403


def test_the_page_of_addresses_has_a_constant_number_of_queries(
    as_actor, django_assert_max_num_queries
):
    school = SchoolFactory()
    for number in range(6):
        email = f"contact{number}@entreprise.example"
        ContactFactory(company=CompanyFactory(), owner_school=school, email=email)
        barred(email)
    client, _ = as_actor(Role.RBDE, schools=[school])

    with django_assert_max_num_queries(22):
        page = client.get(ADDRESSES).content.decode()

    assert page.count("@entreprise.example</th>") == 6
