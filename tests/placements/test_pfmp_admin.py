"""The first mission of an RBDE, from the index of the admin: every act within three clicks."""

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests.accounts.factories import actor_for
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.placements.pfmp_world import make_pfmp_world

MOST_CLICKS = 3
LINK = re.compile(r'(?:href|action)="([^"#?]+)')


def links(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return set(LINK.findall(answer.content.decode()))


@pytest.fixture
def world(db):
    world = make_pfmp_world()
    world.pupils(1)
    PlacementFactory(
        pupil=PupilFactory(class_group=world.group),
        kind="pfmp",
        period=world.period,
        state="signed",
    )
    return world


def steps(world):
    """{what is done: the addresses clicked one after the other}."""
    board, group = reverse("placements:pfmp_board"), world.group.pk
    return {
        "periods": ["placements:pfmp_periods", "placements:new"],
        "copied periods": ["placements:pfmp_periods", "placements:pfmp_copy"],
        "board": [board],
        "hosts to ask": [board, reverse("placements:pfmp_hosts", args=[world.period.pk])],
        "assign, write": [board, "placements:pfmp_act"],
        "file of the lycée": ["placements:found_import"],
        "agreements and their signatures": [board, reverse("placements:agreements", args=[group])],
        "visits": ["placements:to_see"],
        "weeks to catch up": ["placements:catch_up"],
        "figures": ["placements:vocational_figures"],
        "grids of skills": ["placements:skill_grids", "placements:skill_import"],
        "weeks of the territory": ["placements:pfmp_periods", "placements:territory"],
        "requests to companies": ["admin:placements_hostask_changelist"],
        "insertion": ["placements:insertion"],
        "jobs": ["placements:insertion", "placements:job_offers", "placements:job_offer_new"],
        "placement lists": ["admin:placements_placement_changelist", board],
        "period lists": ["admin:placements_campaign_changelist", "placements:pfmp_periods"],
        "companies, whom to call": ["partnerships:relations"],
        "spreadsheet of the office": ["partnerships:import"],
        "partnerships": ["partnerships:partnerships", "partnerships:partnership_new"],
        "needs": ["partnerships:needs"],
        "work of the office": ["partnerships:indicators"],
        "insertion lists": ["admin:placements_insertion_changelist", "placements:insertion"],
    }


def test_every_act_is_within_three_clicks_of_the_admin(client, world):
    client.force_login(world.rbde.user)
    known = {}
    for what, names in steps(world).items():
        assert len(names) <= MOST_CLICKS
        here = reverse("admin:index")
        for name in names:
            address = name if name.startswith("/") else reverse(name)
            if here not in known:
                known[here] = links(client, here)
            assert address in known[here], (what, here, address)
            here = address


def test_who_keeps_no_school_has_no_such_pages(client, world):
    officer = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    client.force_login(officer.user)
    board = reverse("placements:pfmp_board")
    assert board not in links(client, reverse("admin:index"))
    assert board not in links(client, reverse("admin:placements_placement_changelist"))
