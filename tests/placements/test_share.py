"""The pupils of a class shared between its referents, all at once."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.handover import all_movers
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from placements.enums import PlacementState, Source
from placements.models import ClassReferent, Placement, Pupil
from placements.workflow import placements, pupils
from placements.workflow.placements import Found, Hosting
from placements.workflow.referents import share
from tests.accounts.factories import actor_for
from tests.placements.agreement_world import make_agreement_world
from tests.placements.factories import PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(here):
    """Another referent of the class."""
    user = actor_for(Role.TEACHER, school=here.school).user
    ClassReferent.objects.create(class_group=here.group, user=user)
    return user


def test_a_referent_shares_the_pupils_of_the_class(here, second):
    """Placements under way follow, those that are done stay; history and a mail say so."""
    one, two = PupilFactory(class_group=here.group), PupilFactory(class_group=here.group)
    going = PlacementFactory(pupil=one, referent=here.referent.user)
    done = PlacementFactory(pupil=two, referent=here.referent.user, state=PlacementState.DONE)
    assert share(here.referent, here.group, {one: second, two: here.referent.user}) == 2
    going.refresh_from_db(), done.refresh_from_db()
    assert (going.referent, done.referent) == (second, here.referent.user)
    entry = JournalEntry.objects.about(here.group).get()
    assert entry.verb == "a réparti les élèves d’une classe entre ses référents"
    assert f"{second} : 1" in entry.words and str(one) not in entry.words
    notice = Notice.objects.get(kind="placement.pupils_given")
    assert notice.user == second  # nobody is told of their own act
    kind = kind_of("placement.pupils_given")
    assert kind.render(notice).subject == f"Stages de la {here.group.name} : 1 élève à suivre"
    assert share(here.referent, here.group, {one: second, two: here.referent.user}) == 0
    share(here.head, here.group, {one: None})
    going.refresh_from_db()
    assert going.referent == second and not kind.still_relevant(notice)


def test_what_is_refused(here, second):
    pupil, elsewhere = PupilFactory(class_group=here.group), PupilFactory()
    stranger = actor_for(Role.TEACHER, school=here.school)
    with pytest.raises(Refused, match="Vous ne suivez pas"):
        share(stranger, here.group, {pupil: second})
    with pytest.raises(Refused, match="n’est pas référent de cette classe"):
        share(here.head, here.group, {pupil: stranger.user})
    with pytest.raises(Refused, match="n’est pas de cette classe"):
        share(here.head, here.group, {elsewhere: second})
    assert not Pupil.objects.exclude(referent=None).exists()


def test_a_placement_that_is_recorded_has_the_referent_of_its_pupil(here, second):
    pupil = PupilFactory(class_group=here.group, referent=second)
    hosting = Hosting(here.company, dt.date(2027, 1, 25), dt.date(2027, 1, 29))
    found = Found(pupil, (hosting,), Source.FAMILY)
    made = placements.record_found(here.referent, found, key=uuid.uuid4())
    assert made.referent == second


def test_the_signature_of_the_referent_is_asked_of_the_one_who_follows(here):
    world = make_agreement_world()
    world.signing()
    user = actor_for(Role.TEACHER, school=world.placement.school).user
    ClassReferent.objects.create(class_group=world.placement.class_group, user=user)
    share(world.head, world.placement.class_group, {world.pupil: user})
    asked = world.signatories()["referent"]
    assert (asked.email, asked.name) == (user.email, user.get_full_name())
    assert Placement.objects.get().referent == user


def test_who_is_no_referent_any_more_follows_nobody(here, second):
    pupil = PupilFactory(class_group=here.group, referent=second)
    pupils.set_referents(here.head, here.group, [here.referent.user])
    pupil.refresh_from_db()
    assert pupil.referent is None


def test_what_a_referent_leaves_passes_on(here, second):
    pupil = PupilFactory(class_group=here.group, referent=second)
    for mover in all_movers():
        rows = list(mover.rows(second, [here.school.pk]))
        if rows:
            mover.move(rows, second, here.teacher.user)
    pupil.refresh_from_db()
    assert pupil.referent == here.teacher.user


def test_the_page(here, second, client):
    rows = [PupilFactory(class_group=here.group) for _ in range(4)]
    page = reverse("placements:share", args=[here.group.pk])
    client.force_login(here.referent.user)
    assert page in client.get(reverse("placements:board", args=[here.group.pk])).content.decode()
    text = client.get(page).content.decode()
    assert text.count("Tous</option>") == 4 and "Proposer des parts égales" in text
    ClassReferent.objects.filter(user=second).delete()
    assert "Proposer des parts égales" not in client.get(page).content.decode()
    ClassReferent.objects.create(class_group=here.group, user=second)
    even = client.get(page, {"parts": "egales"}).content.decode()
    assert even.count(f'<option value="{second.pk}" selected>') == 2
    assert not Pupil.objects.exclude(referent=None).exists()
    said = client.post(page, {f"pupil_{rows[0].pk}": str(second.pk)}, follow=True)
    assert "1 élève a changé de référent." in said.content.decode()
    wrong = client.post(page, {f"pupil_{rows[0].pk}": "999999"}).content.decode()
    assert "Référent d" in wrong and "n’en fait pas partie" in wrong
    client.force_login(here.teacher.user)
    assert client.get(page).status_code == 403
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(page).status_code == 404
