"""The pages of discovery tracks; what an officer can never learn (DOMAIN §8, R-ID-7)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from directory.history import event_tables
from placements import solving
from placements.allocation import allocate
from placements.enums.tracks import CandidateState as C
from placements.enums.tracks import TrackState
from placements.models import DiscoveryTrack, Placement, TrackCandidate
from tests.accounts.factories import actor_for
from tests.placements.factories import PupilFactory
from tests.placements.track_world import MONDAY, make_track_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(solving, "solve", allocate)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield make_track_world()


def text_of(response):
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def get(client, name, *args, **data):
    return text_of(client.get(reverse(f"placements:{name}", args=args), data))


def post(client, name, *args, **data):
    return text_of(client.post(reverse(f"placements:{name}", args=args), data, follow=True))


TYPED = {
    "title": "Semaine du spatial",
    "scheme": "Espace",
    "levels": ["3e", "2de"],
    "starts_on": "2027-01-25",
    "ends_on": "2027-01-29",
    "capacity": "4",
    "opens_on": "2026-11-20",
    "closes_on": "2027-01-10",
    "hours_every_am": "9-12",
    "hours_every_pm": "13h30-16h",
}


def test_a_coordinator_prepares_a_track_and_its_days(client, world):
    client.force_login(world.officer.user)
    typed = TYPED | {"coordinator": f"branch-{world.branch.pk}"}
    wrong = post(client, "track_new", **typed | {"ends_on": "2027-02-02"})
    assert "Un parcours tient dans une semaine." in wrong and "Semaine du spatial" in wrong
    text = post(client, "track_new", **typed)
    assert "Le parcours est enregistré." in text and "Élèves par jour" in text
    track = DiscoveryTrack.objects.get()
    host = world.hosts[0]
    days = {f"cell_new_2027-01-{day}": "4" for day in range(25, 30)}
    assert "Choisissez une entreprise" in post(client, "track_plan", track.pk, **days)
    lacks = post(client, "track_plan", track.pk, company=host.pk)
    assert "Indiquez combien d’élèves" in lacks
    text = post(client, "track_plan", track.pk, company=host.pk, **days)
    assert "Les journées du parcours sont enregistrées." in text and f"{host} : 4 élèves" in text
    assert "9 h–12 h et 13 h 30–16 h" in text
    text = post(client, "track_act", track.pk, "ouvrir")
    assert "Le parcours est ouvert aux établissements." in text
    shown = get(client, "track_edit", track.pk)
    assert 'value="2027-01-25"' in shown
    assert "Le parcours est enregistré." in post(client, "track_edit", track.pk, **typed)
    track.refresh_from_db()
    assert (track.state, track.plan.count()) == (TrackState.OPEN, 5)


def test_a_school_proposes_in_one_click(client, world):
    """From a pupil without placement, ticked already; two wishes over two weeks."""
    track = world.track(asks_criterion=True)
    later = world.track(monday=dt.date(2027, 3, 8))
    pupil = PupilFactory(class_group=world.near, last_name="Abadie")
    client.force_login(world.head(world.near).user)
    text = get(client, "tracks")
    assert "Proposer des élèves" in text and "Préparer un parcours" not in text
    text = get(client, "track_propose", track.pk, eleve=pupil.pk)
    assert "ABADIE" in text and "checked" in text
    assert "checked" in get(client, "track_propose", track.pk, classe=world.near.pk)
    assert "checked" not in get(client, "track_propose", track.pk)
    assert f"?classe={world.near.pk}" in get(client, "tracks", classe=world.near.pk)
    assert "/proposer/?classe" not in get(client, "tracks", classe="x")
    none = post(client, "track_propose", track.pk, **{f"wish_{pupil.pk}": "1"})
    assert "Cochez au moins un élève." in none
    typed = {f"pupil_{pupil.pk}": "on", f"wish_{pupil.pk}": "1", f"meets_{pupil.pk}": "on"}
    text = post(client, "track_propose", track.pk, **typed)
    assert "1 élève proposé." in text and "ABADIE" in text and "Retirer" in text
    assert "Répond" not in text and "critère" not in text.partition("Vos élèves")[2].lower()
    shown = get(client, "track_propose", later.pk)
    assert '<option value="2" selected>' in shown
    row = TrackCandidate.objects.get()
    text = post(client, "candidate_withdraw", row.pk)
    assert "n’est plus candidat" in text
    track.refresh_from_db()
    assert track.criterion_count == 1  # a count, whoever leaves: nobody is marked


def allocated(world, client):
    track = world.track(capacity=2)
    pupils = [
        PupilFactory(
            class_group=world.near,
            last_name=f"Marqueur{n}",
            first_name=f"Prénommé{n}",
            birth_date=dt.date(2012, 3, 4 + n),
        )
        for n in range(3)
    ]
    world.propose(track, world.near, pupils=pupils)
    client.force_login(world.officer.user)
    post(client, "track_act", track.pk, "clore")
    return track, pupils


def test_an_officer_allocates_and_publishes_by_number(client, world):
    track, _ = allocated(world, client)
    text = get(client, "track_board", track.pk)
    assert "n° 1" in text and "Collège Proche" in text and "Calculer une affectation" in text
    text = post(client, "track_compute", track.pk)
    assert "aucune autre affectation ne ferait mieux" in text
    assert "2 élèves ont une place" in text and "1er vœu, 3 km" in text
    row = track.candidates.get(state=C.PROPOSED)
    text = post(client, "track_decide", track.pk, "garder", candidate=row.pk)
    assert "Toutes les places de ce parcours sont prises." in text
    kept = track.candidates.filter(state=C.RETAINED).first()
    text = post(client, "track_decide", track.pk, "ecarter", candidate=kept.pk)
    assert "aucune autre affectation" not in text
    assert "Écarté par décision" in text and "Laisser le calcul choisir" in text
    assert "Gardé par décision" in post(
        client, "track_decide", track.pk, "garder", candidate=row.pk
    )
    text = post(client, "track_publish", track.pk)
    assert "L’affectation est publiée." in text
    client.force_login(world.head(world.near).user)
    text = get(client, "track", track.pk)
    assert "MARQUEUR" in text and "Voir le stage" in text and "Affecté" in text


def test_an_officer_never_learns_who(client, world):
    """No name, no birth date, no class, no link to a pupil: page, file, history, admin."""
    track, pupils = allocated(world, client)
    post(client, "track_compute", track.pk)
    pages = [get(client, name, track.pk) for name in ("track", "track_board")]
    file = client.get(reverse("placements:track_export", args=[track.pk]))
    pages.append(file.getvalue().decode())
    post(client, "track_publish", track.pk)
    pages += [get(client, name, track.pk) for name in ("track", "track_board")]
    admin = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    DiscoveryTrack.objects.update(branch=None)
    client.force_login(admin.user)
    for model in ("discoverytrack", "trackcandidate"):
        listed = client.get(reverse(f"admin:placements_{model}_changelist"))
        assert listed.status_code == 200
        pages.append(text_of(listed))
    row = track.candidates.first()
    for obj in (track, row):
        name = f"admin:placements_{obj._meta.model_name}_change"
        pages.append(text_of(client.get(reverse(name, args=[obj.pk]))))
        pages.append(text_of(client.get(reverse(name.replace("change", "history"), args=[obj.pk]))))
    assert all("n° 1" in page for page in (pages[1], pages[4])) and "1;Collège" in pages[2]
    forbidden = ["marqueur", "prénommé", "2012", "stages/eleves", "stages/fiches", "3e 0"]
    for page in pages:
        assert [word for word in forbidden if word in page.lower()] == []
    for pupil in pupils:
        assert client.get(pupil.get_absolute_url()).status_code in (403, 404)
    columns = {field.name for field in event_tables()[TrackCandidate]._meta.fields}
    assert not columns & {"pupil", "class_group"}


def test_what_a_stranger_finds(client, world):
    """Another coordinator: 404 on what is run; a teacher without classes: no pupil."""
    track = world.track()
    draft = world.track(open_it=False, monday=dt.date(2027, 3, 8))
    (row,) = world.propose(track, world.near)
    others = [actor_for(Role.BRANCH_OFFICER), actor_for(Role.COMPANY_REPRESENTATIVE)]
    for actor in others:
        client.force_login(actor.user)
        assert client.get(track.get_absolute_url()).status_code == 200
        assert client.get(draft.get_absolute_url()).status_code == 404
        for name in ("track_edit", "track_plan", "track_board", "track_export"):
            assert client.get(reverse(f"placements:{name}", args=[track.pk])).status_code == 404
        for name in ("track_compute", "track_publish"):
            assert client.post(reverse(f"placements:{name}", args=[track.pk])).status_code == 404
    client.force_login(actor_for(Role.TEACHER, school=world.near.school).user)
    assert row.pupil.last_name.upper() not in get(client, "track", track.pk)
    url = reverse("placements:candidate_withdraw", args=[row.pk])
    assert client.post(url).status_code == 404
    client.force_login(world.head(world.far).user)
    assert client.post(url).status_code == 404
    assert client.get(reverse("placements:track_board", args=[track.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_the_board_costs_the_same_whatever_the_number(client, world, count):
    track = world.track(capacity=4)
    world.propose(track, world.near, count)
    world.propose(track, world.far, count)
    client.force_login(world.officer.user)
    get(client, "track_board", track.pk)
    with CaptureQueriesContext(connection) as asked:
        get(client, "track_board", track.pk)
    own = [query for query in asked if "placements_" in query["sql"]]
    assert len(own) <= 5


def test_a_track_that_begins_gives_no_seat_any_more(client, world):
    track, _ = allocated(world, client)
    post(client, "track_compute", track.pk)
    post(client, "track_publish", track.pk)
    placed = track.candidates.filter(state=C.PLACED).first()
    client.force_login(world.head(world.near).user)
    with time_machine.travel(dt.datetime.combine(MONDAY, dt.time(9), dt.UTC), tick=False):
        client.force_login(world.head(world.near).user)
        post(client, "candidate_withdraw", placed.pk)
    assert track.candidates.filter(state=C.WAITING).count() == 1
    assert Placement.objects.held().count() == 1
