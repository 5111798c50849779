"""Around registrations: erasure, to-dos, reminders, mails, changes of the event (R-EV-3)."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import visitors
from accounts.enums import Role
from accounts.models import PersonalLink
from directory import sql
from directory.violations import Refused
from events.calendar import calendar_event
from events.enums.registration import EntryState, Policy
from events.models import Registration, Session, SessionEntry
from events.todo.registration import registration_todos
from events.workflow import registration_erasure, registration_watch, registrations, watchers
from outbox.kinds import kind_of
from outbox.models import Notice
from portal.coming import coming_for
from reminders.rules import rule_of
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory
from tests.events.registration_world import make_world

pytestmark = pytest.mark.django_db
MARKER = "Marqueurmarqueur"


def holds(table, text):
    found = sql.row(f"SELECT 1 FROM {sql.quote(table)} t WHERE t::text ILIKE %s LIMIT 1",
                    [f"%{text}%"])  # fmt: skip
    return found is not None


def test_six_months_after_nothing_tells_who_registered():
    world = make_world(capacity=2, questions=[{"code": "a", "text": "?", "type": "text"}])
    entry = world.come(
        world.wish(f"{MARKER} B", organisation=MARKER, needs=MARKER, answers={"a": MARKER})
    )
    kept = world.seated("Ana A")
    registrations.act(world.holder(entry.registration), entry, "cancel", MARKER)
    now = world.event.ends_at + registration_erasure.KEPT
    assert registration_erasure.erase_due(now - dt.timedelta(days=1)) == 0
    assert registration_erasure.erase_due(now + dt.timedelta(days=1)) == 2
    assert registration_erasure.erase_due(now + dt.timedelta(days=1)) == 0
    tables = connection.introspection.table_names()
    assert [table for table in tables if holds(table, MARKER)] == []
    kept.refresh_from_db()
    # What is counted stays.
    assert (kept.state, kept.seats) == (EntryState.CONFIRMED, 1)
    row = Registration.objects.get(pk=entry.registration_id)
    assert row.erased_at and row.email == "" and row.answers == {}


def test_who_organises_has_what_waits_for_a_decision():
    world = make_world(capacity=1, reviews=True)
    world.seated("Ana A"), world.seated("Bob B")
    (line,) = registration_todos(world.organiser)
    assert line.title.startswith("Décider de 2 inscriptions : Forum")
    assert line.url == f"/evenements/{world.event.pk}/inscriptions/"
    other = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    assert registration_todos(other) == []
    other = make_world(capacity=1, policy=Policy.ORGANISER)
    other.seated("Ana A"), other.seated("Bob B")
    assert len(registration_todos(other.organiser)) == 2


def test_who_waited_is_told_to_take_the_seats_that_are_held():
    world = make_world(capacity=1)
    first = world.seated("Ana A")
    teacher = actor_for(Role.TEACHER)
    row = world.ask(world.wish("Bob B", email=teacher.user.email), actor=teacher)
    assert registration_todos(teacher) == []
    registrations.act(world.holder(first.registration), first, "cancel")
    (line,) = registration_todos(teacher)
    assert "Prendre les places gardées jusqu’au" in line.title and str(world.event) in line.title
    assert line.url == row.get_absolute_url()
    assert registration_todos(actor_for(Role.TEACHER)) == []
    registrations.act(teacher, world.entry(row), "accept")
    assert registration_todos(teacher) == []


def test_the_dashboard_says_where_one_is_registered_before_what_is_announced():
    world = make_world(capacity=1)
    teacher = actor_for(Role.TEACHER)
    row = world.ask(world.wish("Bob B", email=teacher.user.email), actor=teacher)
    (line,) = coming_for(teacher)
    assert (line.url, line.starts_on) == (
        row.get_absolute_url(), timezone.localdate(world.session.starts_at)
    )  # fmt: skip
    assert line.place.endswith("inscription confirmée")
    (other,) = coming_for(actor_for(Role.TEACHER))
    assert other.url == world.event.get_absolute_url()
    registrations.act(teacher, world.entry(row), "cancel")
    (line,) = coming_for(teacher)
    assert line.url == world.event.get_absolute_url()


def test_an_account_finds_what_was_registered_without_signing_in(client):
    world = make_world()
    teacher = actor_for(Role.TEACHER)
    row = world.ask(world.wish("Bob B", email=teacher.user.email))
    client.force_login(teacher.user)
    address = "/evenements/inscriptions/"
    # Anybody may type an address: only its proof gives the registration to the account.
    assert row.get_absolute_url() not in client.get(address).content.decode()
    registrations.prove(world.holder(row), row)
    assert row.get_absolute_url() in client.get(address).content.decode()
    row.refresh_from_db()
    assert row.user == teacher.user


def test_lost_links_leave_again_to_their_own_address_alone(client, monkeypatch):
    monkeypatch.setattr(visitors, "SHORTEST", -1)
    world = make_world()
    mine, other = world.seated("Ana A").registration, world.seated("Bob B").registration
    unproved = world.ask(world.wish("Ana Bis", email=mine.email))
    page = "/evenements/inscriptions/retrouver/"
    assert f'href="{page}"' in client.get("/evenements/").content.decode()

    def ask(email):
        form = {"email": email, "affiche": visitors.stamp()}
        return client.post(page, form).content.decode()

    first, second = ask(mine.email.upper()), ask("inconnu@exemple.fr")
    assert "Regardez votre messagerie" in first and first == second
    kind = "events.registration_link"
    rows = Notice.objects.filter(kind=kind)
    assert {row.subject for row in rows} == {mine, unproved}
    links = {row.subject: kind_of(kind).render(row).action[1] for row in rows}
    assert links == {one: world.link(one).url for one in (mine, unproved)}
    PersonalLink.objects.about(other).update(valid_until=timezone.now() - dt.timedelta(days=1))
    ask(other.email)
    assert rows.count() == 2
    assert "Trop de demandes" in [ask(mine.email) for _ in range(3)][-1]


def test_reminders_go_to_confirmed_places_of_what_takes_place():
    world = make_world(capacity=1)
    entry = world.seated("Ana A")
    world.seated("Bob B")
    for code in ("events.entry.j7", "events.entry.j1"):
        rule = rule_of(code)
        ((pk, day, email, *_),) = rule.candidates(rule.recipients[0])
        assert (pk, email) == (entry.pk, "ana@exemple.fr")
        assert day == timezone.localdate(world.session.starts_at)
    Session.objects.update(cancelled_at=timezone.now())
    assert not list(rule.candidates(rule.recipients[0]))


def rendered(kind):
    notice = Notice.objects.filter(kind=f"events.{kind}").order_by("pk").last()
    declared = kind_of(notice.kind)
    return declared.still_relevant(notice), declared.render(notice)


def test_each_mail_says_what_became_of_the_registration():
    world = make_world(capacity=1)
    ana = world.ask(world.wish("Ana A"))
    relevant, mail = rendered("registration_to_confirm")
    assert relevant and mail.action[1] == world.link(ana).url
    registrations.prove(world.holder(ana), ana)
    assert not rendered("registration_to_confirm")[0]
    _, mail = rendered("registration_settled")
    assert "confirmée" in str(mail.facts) and b"STATUS:CONFIRMED" in mail.attachments[0][2]
    bob = world.seated("Bob B")
    _, mail = rendered("registration_settled")
    assert "liste d’attente" in str(mail.paragraphs) and mail.attachments == []
    entry = world.entry(ana)
    registrations.act(world.organiser, entry, "cancel", "Salle plus petite")
    _, mail = rendered("entry_cancelled")
    assert "Motif : « Salle plus petite »" in mail.paragraphs
    assert b"STATUS:CANCELLED" in mail.attachments[0][2]
    relevant, mail = rendered("entry_offered")
    assert relevant and "jusqu’au" in mail.subject
    registrations.act(world.holder(bob.registration), bob, "accept")
    assert not rendered("entry_offered")[0] and rendered("entry_confirmed")[0]


def test_a_changed_event_tells_calls_and_ends():
    world = make_world(capacity=1)
    world.seated("Ana A"), world.seated("Bob B")
    Session.objects.update(capacity=2, sequence=1)

    def change(word):
        registration_watch.follow(world.organiser, world.fresh(), [world.now()], word)

    change(watchers.RESIZED)
    assert world.states() == [EntryState.CONFIRMED, EntryState.OFFERED]
    change(watchers.MOVED)
    relevant, mail = rendered("entry_moved")
    assert relevant and "ont changé" in mail.paragraphs[0]
    change(watchers.CANCELLED)
    assert world.states() == [EntryState.CANCELLED] * 2
    assert not rendered("entry_moved")[0]
    assert SessionEntry.objects.first().reason == "Cette séance n’a plus lieu."


def sent(world, **more):
    """What the organiser's page of the event posts."""
    start = timezone.localtime(world.now().starts_at)
    event = world.fresh()
    return {
        "form_key": "00000000-0000-4000-8000-000000000001", "title": event.title,
        "kind": event.kind, "by": "", "organiser": event.organiser, "town": "",
        "department": event.department_id, "place": event.place,
        "seances-TOTAL_FORMS": "1", "seances-INITIAL_FORMS": "1",
        "seances-0-key": world.session.pk, "seances-0-day": start.date().isoformat(),
        "seances-0-starts": "09:00", "seances-0-ends": "11:00", "seances-0-capacity": "1",
        **more,
    }  # fmt: skip


def test_what_the_organiser_s_pages_change_reaches_who_registered(client):
    world = make_world(capacity=1)
    ana, bob = world.seated("Ana A"), world.seated("Bob B")
    client.force_login(world.organiser.user)
    edit = reverse("events:edit", args=[world.event.pk])

    def save(**more):
        answer = client.post(edit, sent(world, **more))
        assert answer.status_code == 302, answer.context["form"].errors

    def told():
        return Notice.objects.filter(kind="events.entry_moved").count()

    def sequence():
        return calendar_event(SessionEntry.objects.for_lists().get(pk=ana.pk)).sequence

    first = sequence()
    day = timezone.localdate(world.now().starts_at) + dt.timedelta(days=90)
    save(**{"seances-0-day": day.isoformat()})
    # Who holds a place is told; both links reach to after the new date.
    assert told() == 1 and sequence() == first + 1
    for entry in (ana, bob):
        assert timezone.localdate(world.link(entry.registration).valid_until) > day
    save(place="Halle aux grains")
    assert told() == 2 and sequence() == first + 2
    assert "Halle aux grains" in str(rendered("entry_moved")[1].facts)
    save(**{"seances-0-capacity": "2"})
    assert told() == 2 and world.states() == [EntryState.CONFIRMED, EntryState.OFFERED]
    answer = client.post(edit, sent(world, **{"seances-0-capacity": "1"}))
    assert "Des inscriptions tiennent déjà ces places." in answer.content.decode()
    client.post(reverse("events:act", args=[world.event.pk, "cancel"]), {"reason": "Neige"})
    assert world.states() == [EntryState.CANCELLED] * 2
    assert world.now().seats_taken == 0
    assert "Motif : « Neige »" in rendered("entry_cancelled")[1].paragraphs


def test_a_calendar_never_goes_back_when_one_moves_to_a_quieter_session():
    world = make_world(capacity=1)
    entry, other = world.seated("Ana A"), world.more(capacity=1)
    Session.objects.filter(pk=world.session.pk).update(sequence=5)
    before = calendar_event(world.entry(entry.registration)).sequence
    registrations.transfer(world.holder(entry.registration), entry, other)
    assert calendar_event(world.entry(entry.registration)).sequence > before


def test_the_programme_with_seats_left_leaves_out_what_is_full(client):
    world = make_world(capacity=1)
    world.seated("Ana A")
    page = "/evenements/?places=on"
    assert client.get(page).context["groups"] == []
    world.more(capacity=1)
    ((_, (line,)),) = client.get(page).context["groups"]
    assert line.title.endswith("Autre")


def test_the_programme_leads_to_what_one_registered_to(client):
    address = 'href="/evenements/inscriptions/"'
    assert address not in client.get("/evenements/").content.decode()
    client.force_login(actor_for(Role.TEACHER).user)
    assert address in client.get("/evenements/").content.decode()


def test_who_has_begun_cannot_cancel_any_more():
    world = make_world(capacity=1)
    entry = world.seated("Ana A")
    begun = timezone.now() - dt.timedelta(hours=1)
    Session.objects.update(starts_at=begun)
    with pytest.raises(Refused, match="a commencé"):
        registrations.act(world.holder(entry.registration), entry, "cancel")
    registrations.act(world.organiser, entry, "cancel")
    assert world.states() == [EntryState.CANCELLED]
