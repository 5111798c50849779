"""A place given to another person (R-EV-3): whose it is at each step, who hears of it."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from events.calendar import calendar_of
from events.enums.registration import EntryState, GiftState, Giving
from events.models import PlaceGift, Registration, SessionEntry
from events.registration_questions import parse
from events.workflow import check_in, registration_erasure, registration_gifts, registrations
from outbox.kinds import kind_of
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.events.registration_world import make_world

pytestmark = pytest.mark.django_db
OTHER = "noe@exemple.fr"


@pytest.fixture
def world():
    return make_world(capacity=1)


def propose(world, entry, email=OTHER, name="Noé Sol"):
    row = entry.registration
    return registration_gifts.propose(world.holder(row), row, name, email, key=uuid.uuid4())


def other(gift):
    return Actor.of_link(PersonalLink.objects.about(gift).get())


def told(kind):
    rows = Notice.objects.filter(kind=f"events.{kind}")
    return list(rows.values_list("recipient_email", flat=True))


def mail(kind):
    notice = Notice.objects.filter(kind=f"events.{kind}").latest("pk")
    return kind_of(notice.kind).render(notice)


def taken(world):
    return world.now().seats_taken


def test_the_place_stays_the_givers_until_the_other_person_accepts(world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    entry.refresh_from_db()
    assert (entry.state, taken(world)) == (EntryState.CONFIRMED, 1)
    assert told("gift_proposed") == [OTHER] and "Lea Roux" in mail("gift_proposed").subject
    before = calendar_of([entry])
    new = registration_gifts.accept(other(gift), gift)
    entry.refresh_from_db()
    place = world.entry(new)
    assert (entry.state, place.state, taken(world)) == (EntryState.GIVEN, EntryState.CONFIRMED, 1)
    assert new.code != entry.registration.code and new.email == OTHER
    assert told("gift_given") == ["lea@exemple.fr"]
    # The former calendar entry is cancelled under its own name, the new one has another.
    ((_, _, file),) = mail("gift_given").attachments
    uid = before.split(b"UID:")[1].split(b"\r\n")[0]
    assert uid in file and b"STATUS:CANCELLED" in file
    ((_, _, ticket),) = mail("registration_settled").attachments
    assert uid not in ticket and b"STATUS:CANCELLED" not in ticket
    # Again, from another device: the same registration.
    assert registration_gifts.accept(other(gift), gift) == new
    verbs = JournalEntry.objects.values_list("verb", flat=True)
    assert "a transmis une inscription" in verbs and "a reçu une inscription transmise" in verbs


def test_nobody_accepts_for_the_other_person(world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    stranger = propose(make_world(), make_world().seated("Max M"), "zoe@exemple.fr")
    for actor in (world.holder(entry.registration), other(stranger), world.organiser):
        with pytest.raises(Refused):
            registration_gifts.accept(actor, gift)
    with pytest.raises(Refused):
        registration_gifts.end(other(stranger), gift, "withdraw")
    with pytest.raises(Refused, match="pas ouverte"):
        registration_gifts.propose(
            other(stranger), entry.registration, "Z", "z@exemple.fr", key=uuid.uuid4()
        )


def test_who_refuses_is_never_written_to_again_about_the_event():
    world = make_world(capacity=5)
    entry, second = world.seated("Lea Roux"), world.seated("Max Mons")
    gift = propose(world, entry)
    registration_gifts.end(other(gift), gift, "decline")
    assert told("gift_refused") == ["lea@exemple.fr"]
    with pytest.raises(Refused, match="a refusé"):
        propose(world, entry)
    # Another giver learns nothing of it: the proposal runs out.
    silent = propose(world, second)
    assert silent.state == GiftState.PROPOSED
    assert told("gift_proposed") == [OTHER]
    assert not PersonalLink.objects.about(silent).exists()


def test_without_an_answer_the_giver_is_told_and_may_ask_somebody_else(world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    with pytest.raises(Refused, match="déjà proposée"):
        propose(world, entry, "zoe@exemple.fr")
    assert registration_gifts.advance(gift.answer_until - dt.timedelta(minutes=1)) == 0
    assert registration_gifts.advance(gift.answer_until) == 1
    assert registration_gifts.advance(gift.answer_until) == 0
    assert told("gift_expired") == ["lea@exemple.fr"]
    with pytest.raises(Refused, match="plus possible"):
        registration_gifts.accept(other(gift), gift)
    second = propose(world, entry, "zoe@exemple.fr")
    registration_gifts.end(world.holder(entry.registration), second, "withdraw")
    with pytest.raises(Refused):
        registration_gifts.accept(other(second), second)
    assert world.states() == [EntryState.CONFIRMED]


@pytest.mark.parametrize(
    ("chosen", "waiter", "words"),
    [
        ({"giving": Giving.NEVER}, False, "ne permet pas"),
        ({"giving": Giving.ALWAYS, "reviews": True}, False, "demandez-lui"),
        ({"giving": Giving.NOBODY_WAITS}, True, "attendent une place"),
        ({"giving": Giving.ALWAYS}, True, ""),
        ({"giving_closes_at": dt.timedelta(hours=-1)}, False, "transmettaient"),
    ],
)
def test_the_organiser_says_whether_places_pass(chosen, waiter, words):
    if ends := chosen.get("giving_closes_at"):
        chosen = {"giving_closes_at": timezone.now() + ends}
    world = make_world(capacity=1, **chosen)
    entry = world.seated("Lea Roux")
    if world.event.registration_settings.reviews:
        registrations.act(world.organiser, entry, "confirm")
    if waiter:
        assert world.seated("Max Mons").state == EntryState.WAITLISTED
    if words:
        with pytest.raises(Refused, match=words):
            propose(world, entry)
    else:
        registration_gifts.accept(other(propose(world, entry)), PlaceGift.objects.get())
        assert world.states() == ["given", "waitlisted", "confirmed"]
    # Not bound by that, the organiser gives at once.
    if words:
        row = entry.registration
        registration_gifts.give(world.organiser, row, "Noé Sol", OTHER, key=uuid.uuid4())
        assert world.states()[0] == EntryState.GIVEN and taken(world) == 1


def test_who_waits_since_the_proposal_passes_nobody_by(world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    world.seated("Max Mons")
    assert registration_gifts.accept(other(gift), gift).email == OTHER


def test_what_has_begun_arrived_or_is_a_class_does_not_pass(world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    check_in.note(world.organiser, entry, 1, key=uuid.uuid4())
    with pytest.raises(Refused, match="déjà pointée"):
        registration_gifts.accept(other(gift), gift)
    with pytest.raises(Refused, match="déjà pointée"):
        registration_gifts.give(world.organiser, entry.registration, "N", OTHER, key=uuid.uuid4())
    late = make_world(days=-1)
    begun = late.ask(late.wish(), late.organiser)
    with pytest.raises(Refused, match="pas de place"):
        registration_gifts.give(late.organiser, begun, "N", OTHER, key=uuid.uuid4())
    group = ClassGroupFactory(school=SchoolFactory(), school_year=world.event.school_year)
    world = make_world(capacity=30)
    of_class = world.come(world.group("3e B", 20, class_group=group, school=group.school))
    with pytest.raises(Refused, match="classe reste"):
        propose(world, of_class)


def test_a_cancelled_place_is_nobodys_and_a_group_keeps_its_size():
    world = make_world(capacity=12)
    entry = world.come(world.group("Club", 10, adults=2))
    gift = propose(world, entry)
    registrations.act(world.holder(entry.registration), entry, "cancel")
    with pytest.raises(Refused, match="pas de place"):
        registration_gifts.accept(other(gift), gift)
    again = world.come(world.group("Club", 10, adults=2))
    new = registration_gifts.accept(other(second := propose(world, again)), second)
    assert (new.seats, new.group_name, taken(world)) == (12, "Club", 12)


def test_a_registered_address_is_told_to_its_owner_alone():
    world = make_world(capacity=5)
    entry = world.seated("Lea Roux")
    world.come(world.wish("Noé Sol", email=OTHER))
    gift = propose(world, entry)
    with pytest.raises(Refused, match="déjà inscrite"):
        registration_gifts.accept(other(gift), gift)
    entry.refresh_from_db()
    assert entry.state == EntryState.CONFIRMED
    with pytest.raises(Refused, match="celle d’une autre"):
        propose(world, world.seated("Max Mons"), "max@exemple.fr")


def test_proposals_are_counted_by_registration_and_by_address(world):
    entry = world.seated("Lea Roux")
    giver = world.holder(entry.registration)
    for number in range(registration_gifts.PER_REGISTRATION):
        gift = propose(world, entry, f"p{number}@exemple.fr")
        registration_gifts.end(giver, gift, "withdraw")
    with pytest.raises(Refused, match="Trop de propositions"):
        propose(world, entry, "p9@exemple.fr")


def test_by_the_pages_of_the_links(client):
    world = make_world(capacity=1, questions=parse("Repas * (nombre)"))
    code = parse("Repas * (nombre)")[0]["code"]
    entry = world.come(world.wish("Lea Roux", answers={code: 1}, needs="monte-escalier"))
    base = world.link(entry.registration).path
    assert f"{base}transmettre/" in client.get(base).content.decode()
    sent = {"name": "Noé Sol", "email": OTHER, "form_key": uuid.uuid4()}
    wrong = client.post(f"{base}transmettre/", sent | {"email": "x"}).content.decode()
    assert "fr-error-text" in wrong and not PlaceGift.objects.exists()
    page = client.post(f"{base}transmettre/", sent, follow=True).content.decode()
    assert "Retirer la proposition" in page
    client.post(f"{base}transmettre/", sent)
    gift = PlaceGift.objects.get()
    take = PersonalLink.objects.about(gift).get().path
    page = client.get(take).content.decode()
    assert "Lea Roux vous propose sa place" in page and "monte-escalier" not in page
    assert entry.registration.code not in page and "lea@exemple.fr" not in page
    assert "nécessaire" in client.post(take, {}).content.decode()
    answer = client.post(take, {f"q_{code}": 2}, follow=True)
    new = Registration.objects.get(email=OTHER)
    assert new.answers == {code: 2} and new.needs == "" and new.code in answer.content.decode()
    former = client.get(base).content.decode()
    assert "Transmise" in former and "Billet" not in former
    assert "La place est à vous" in client.get(take).content.decode()


def test_while_it_is_proposed_the_page_shows_that_and_a_way_out(client, world):
    """Instead of a form that would be refused."""
    entry = world.seated("Lea Roux")
    base = world.link(entry.registration).path
    propose(world, entry)
    sent = {"name": "Zoé", "email": "zoe@exemple.fr", "form_key": uuid.uuid4()}
    for page in (client.get(f"{base}transmettre/"), client.post(f"{base}transmettre/", sent)):
        text = page.content.decode()
        assert "jusqu’à l’accord de Noé Sol" in text and 'name="email"' not in text
        assert f'action="{base}"' in text and 'value="withdraw"' in text
    client.post(base, {"geste": "withdraw"})
    assert PlaceGift.objects.get().state == GiftState.WITHDRAWN
    text = client.get(f"{base}transmettre/").content.decode()
    assert 'name="email"' in text and "withdraw" not in text


def test_by_the_desk_at_once_and_the_badge_changes(client, world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    client.force_login(world.organiser.user)
    page = f"{entry.registration.get_absolute_url()}transmettre/"
    shown = client.get(page).content.decode()
    assert "aussitôt" in shown and "Noé Sol" in shown and 'value="withdraw"' in shown
    client.post(page, {"name": "Au guichet", "form_key": uuid.uuid4()})
    new = Registration.objects.get(name="Au guichet")
    gift.refresh_from_db()
    assert gift.state == GiftState.WITHDRAWN and world.entry(new).state == EntryState.CONFIRMED
    with pytest.raises(Refused):
        registration_gifts.accept(other(gift), gift)
    expected = SessionEntry.objects.confirmed().values_list("registration", flat=True)
    assert list(expected) == [new.pk]
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(page).status_code == 404


def test_the_names_leave_with_those_of_the_registration(world):
    entry = world.seated("Lea Roux")
    gift = propose(world, entry)
    registration_erasure.erase([entry.registration_id])
    gift.refresh_from_db()
    assert gift.email == "" and "Noé" not in gift.name
    assert not Notice.objects.filter(kind="events.gift_proposed").exists()
    assert PersonalLink.objects.about(gift).get().holder_email == ""
