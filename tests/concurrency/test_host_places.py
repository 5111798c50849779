"""R-PF-2: the last place of a host and the last trainee of a tutor, taken twice at once."""

import uuid
from functools import partial

import pytest

from accounts.enums import Role
from directory.violations import Refused
from placements.models import HostDeclaration, Placement
from placements.workflow.placements import record_found
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import CompanyFactory
from tests.placements.factories import PupilFactory
from tests.placements.vocational_world import found, make_period, make_world, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def recordings(hosts, count, **tutors):
    """As many schools that record a pupil, each at one of the hosts in turn."""
    works = []
    for number in range(count):
        pupil = PupilFactory(class_group=make_period().class_group)
        head = actor_for(Role.HEAD, school=pupil.school)
        wanted = found(pupil, hosts[number % len(hosts)], **tutors)
        works.append(partial(record_found, head, wanted, key=uuid.uuid4()))
    return works


def sites():
    return [
        CompanyFactory(siret=siret, siren="732829320")
        for siret in ("73282932000074", "73282932000082")
    ]


def test_two_schools_take_the_last_place_of_a_siren_once():
    hosts = sites()
    HostDeclaration.objects.create(company=hosts[0], kind="staff", staff=5)
    period = make_period()
    for number in range(2):
        place(PupilFactory(class_group=period.class_group), hosts[0], tutor_name=f"T{number}",
              tutor_email="")  # fmt: skip
    results = together(recordings(hosts, 2, tutor_name="Autre", tutor_email=""))
    assert sorted(type(one).__name__ for one in results) == ["Placement", "Refused"]
    refused = next(one for one in results if isinstance(one, Refused))
    assert "accueille déjà 3 stagiaires" in refused.message
    assert Placement.objects.count() == 3


def test_a_tutor_is_given_three_trainees_by_four_schools_at_once():
    hosts = sites()
    HostDeclaration.objects.create(company=hosts[0], kind="staff", staff=200)
    results = together(recordings(hosts, 4))
    assert sorted(type(one).__name__ for one in results) == ["Placement"] * 3 + ["Refused"]


def test_two_hosts_parts_name_the_same_tutor_at_once():
    """The tutor that two parts name at the same moment, of one SIREN, has two trainees."""
    hosts = sites()
    HostDeclaration.objects.create(company=hosts[0], kind="staff", staff=200)
    worlds = [make_world(company=host) for host in hosts]
    for world in worlds:
        world.prepare()
    period = make_period()
    busy = {"tutor_name": "Ida Bon", "tutor_email": "ida@meca.test"}
    for _ in range(2):
        place(PupilFactory(class_group=period.class_group), hosts[1], **busy)
    results = together([partial(world.fill, **busy) for world in worlds])
    assert sorted(type(one).__name__ for one in results) == ["HostPart", "Refused"]
