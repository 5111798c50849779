"""Where the columns of a list are chosen, from the page that shows the list."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
LISTS = {
    "rectorat": (
        "reports:needs",
        "partnerships:needs",
        "partnerships:school_requests_unanswered",
        "clee:steering",
        "clee:steering_schools",
        "clee:steering_networks",
        "reminder_simulation",
    ),
    "admin": ("past_roles",),
    "rbde": ("placements:catch_up", "partnerships:partnerships"),
    "enseignante": ("partnerships:bookings", "partnerships:contracts"),
    "uimm": ("partnerships:branch_desk",),
}
CHOICE = re.compile(r'href="(/rapports/exports/liste/[^"]*)"')


@pytest.mark.parametrize(
    ("who", "name"), [(who, name) for who, names in LISTS.items() for name in names]
)
def test_the_columns_of_a_list_can_be_chosen(demo, who, name):
    client = Client()
    client.force_login(demo[who])
    page = client.get(reverse(name)).content.decode()
    choices = [unescape(address) for address in CHOICE.findall(page)]
    assert choices
    for address in choices:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert 'name="colonnes"' in answer.content.decode()
