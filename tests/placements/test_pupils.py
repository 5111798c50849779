"""Pupils: who enters them, who reads their names (DOMAIN §8), who follows a class."""

import datetime as dt

import pytest

from accounts.enums import Role
from accounts.handover import all_movers
from accounts.models import JournalEntry
from directory.violations import Refused
from partnerships.workflow.planned import attach
from placements.models import LegalGuardian, Pupil
from placements.workflow import pupils
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory
from tests.placements.factories import PlacementFactory, PupilFactory

BORN = dt.date(2012, 3, 4)
MOTHER = {"last_name": "Martin", "first_name": "Anne", "email": "anne@exemple.test", "phone": ""}
EMPTY = dict.fromkeys(MOTHER, "")


def new(here, **values):
    facts = {"last_name": "Martin", "first_name": "Léo", "birth_date": BORN}
    return Pupil(class_group=here.group, **facts | values)


def test_a_referent_enters_a_pupil_and_guardians(here):
    pupil = pupils.save(here.referent, new(here), {1: MOTHER, 2: EMPTY})

    assert pupil.school == here.school
    assert [str(one) for one in pupil.guardians.all()] == ["Anne Martin"]
    assert JournalEntry.objects.about(pupil).get().verb == "a inscrit un élève"

    pupils.save(here.referent, pupil, {1: EMPTY})
    assert not LegalGuardian.objects.exists()


@pytest.mark.parametrize("who", ["teacher", "stranger", "company"])
def test_others_do_not(here, who):
    actor = {
        "teacher": here.teacher,
        "stranger": actor_for(Role.HEAD),
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=here.company),
    }[who]
    with pytest.raises(Refused, match="Vous ne suivez pas"):
        pupils.save(actor, new(here))
    assert not Pupil.objects.exists()


def test_the_same_pupil_is_not_entered_twice(here):
    pupils.save(here.head, new(here))
    with pytest.raises(Refused, match="MARTIN Léo est déjà inscrit en 3e B"):
        pupils.save(here.head, new(here, last_name="martin", first_name="leo"))
    pupils.save(here.head, new(here, birth_date=dt.date(2012, 3, 5)))


def test_a_number_is_that_of_one_pupil(here):
    pupils.save(here.head, new(here, school_number="12"))
    with pytest.raises(Refused, match="Ce numéro est déjà celui de MARTIN Léo"):
        pupils.save(here.head, new(here, last_name="Durand", school_number="12"))


def test_a_pupil_does_not_move_to_another_school(here):
    pupil = pupils.save(here.head, new(here))
    pupil.class_group = ClassGroupFactory()
    with pytest.raises(Refused):
        pupils.save(here.head, pupil)


def test_nothing_is_entered_in_a_closed_year(here):
    here.group.school_year.state = "closed"
    here.group.school_year.save()
    with pytest.raises(Refused, match="est close"):
        pupils.save(here.head, new(here))


def test_a_departure_is_recorded_once(here):
    pupil = PupilFactory(class_group=here.group)
    pupils.leave(here.rbde, pupil, dt.date(2026, 12, 18))
    assert not Pupil.objects.present().exists()
    with pytest.raises(Refused, match="déjà enregistré"):
        pupils.leave(here.rbde, pupil, dt.date(2026, 12, 18))


def test_who_reads_names(here):
    pupil = PupilFactory(class_group=here.group)
    guardian = LegalGuardian.objects.create(pupil=pupil, rank=1, **MOTHER)
    readers = [
        here.referent,
        here.head,
        here.rbde,
        *(
            actor_for(role, school=here.school)
            for role in (Role.DEPUTY, Role.DDFPT, Role.OFFICE_STAFF)
        ),
    ]
    others = [
        here.teacher,
        actor_for(Role.TEACHER),
        actor_for(Role.HEAD),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=here.company),
        actor_for(Role.DEPARTMENT_OFFICE, department=here.school.department),
        actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
    ]
    for actor in readers:
        assert Pupil.objects.visible_to(actor).get() == pupil
        assert LegalGuardian.objects.visible_to(actor).get() == guardian
    for actor in others:
        assert not Pupil.objects.visible_to(actor).exists()
        assert not LegalGuardian.objects.visible_to(actor).exists()


def test_management_names_the_referents(here):
    pupils.set_referents(here.rbde, here.group, [here.teacher.user])
    assert [row.user for row in here.group.referents.all()] == [here.teacher.user]
    words = JournalEntry.objects.about(here.group).latest("pk").words
    assert str(here.teacher.user) in words


def test_a_teacher_does_not_nor_is_a_stranger_named(here):
    with pytest.raises(Refused, match="La direction"):
        pupils.set_referents(here.referent, here.group, [])
    with pytest.raises(Refused, match="ne travaille pas dans cet établissement"):
        pupils.set_referents(here.head, here.group, [actor_for(Role.TEACHER).user])
    assert here.group.referents.count() == 1


def test_a_successor_follows_the_classes_and_placements(here):
    """What a referent leaves passes on; a class that both followed is followed once."""
    placement = PlacementFactory(
        pupil=PupilFactory(class_group=here.group), referent=here.referent.user
    )
    pupils.set_referents(here.head, here.group, [here.referent.user, here.teacher.user])
    for mover in all_movers():
        rows = list(mover.rows(here.referent.user, [here.school.pk]))
        if rows and mover.move:
            mover.move(rows, here.referent.user, here.teacher.user)
    placement.refresh_from_db()
    assert placement.referent == here.teacher.user
    assert [row.user for row in here.group.referents.all()] == [here.teacher.user]


def test_a_planned_class_brings_its_pupils_and_referents_once(here):
    """R-ID-8: attached to the real class, which has one of the referents already."""
    planned = ClassGroupFactory(
        school=here.school,
        school_year=here.group.school_year,
        level=here.group.level,
        is_planned=True,
    )
    pupil = PupilFactory(class_group=planned)
    pupils.set_referents(here.head, planned, [here.referent.user, here.teacher.user])
    attach(here.head, planned, here.group)
    pupil.refresh_from_db()
    assert pupil.class_group == here.group
    followers = {row.user for row in here.group.referents.all()}
    assert followers == {here.referent.user, here.teacher.user}
