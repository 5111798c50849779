"""Each list leaves as a file: the rows of its page, for who reads the page, in columns that are
chosen."""

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.actor import Actor
from accounts.enums import Role
from clee.models import Committee
from directory.models import SchoolYear
from reports import lists
from tests.access.routes import every_route
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
# Who reads a page → the routes of pages with a list, whose file is at the address of the page.
LISTS = {
    "rectorat": """
        clee/pilotage/
        clee/pilotage/etablissements/
        clee/pilotage/reseaux/
        clee/pilotage/messages/
        clee/demandes/
        clee/bilans/
        clee/pratiques/
        evenements/miens/
        immersions/appels/
        immersions/appels/sans-reponse/
        immersions/besoins/
        immersions/mises-en-relation/
        reseaux/
        stages/parcours/
        rapports/besoins/
    """,
    "admin": """
        roles/a-une-date/
    """,
    "ipe": """
        actualites/les-miennes/
        relations/etablissements/
    """,
    "dsden": """
        equipe/sans-titulaire/
        roles/a-valider/
    """,
    "rbde": """
        clee/<int:pk>/annuaire/
        relations/
        relations/partenariats/
        stages/insertion/
        stages/insertion/offres/
        stages/offres/
        stages/offres/mes-offres/
        stages/pfmp/periodes/<int:pk>/accueillants/
    """,
    "principal": """
        equipe/
        stages/classes/referents/
    """,
    "enseignante": """
        classes/
        immersions/attente/
        immersions/conventions/
        immersions/demandes/
        stages/candidatures/
        stages/classes/
        evenements/inscriptions/
        stages/classes/<int:pk>/conventions/
    """,
    "entreprise": """
        accueil/agenda/
        accueil/demandes/
        immersions/offres/
        stages/accueillis/
    """,
    "uimm": """
        evenements/industrie-cup/<int:pk>/tenir/jury/
    """,
}
# Queries of a file, whatever its rows.
MOST = 18
# Their pages show more rows: a visit in each of its weeks, the panels of a jury.
MORE = ("accueil/agenda/", "evenements/industrie-cup/<int:pk>/tenir/jury/")
# Those whose file is at another address.
CHOSEN = {
    "rectorat": ("clee:steering", "reminder_simulation"),
    "rbde": ("placements:catch_up",),
    "uimm": ("partnerships:branch_desk",),
}
# Somebody with the same role and no tie to what the demonstration holds.
ELSEWHERE = {
    "rbde": lambda: actor_for(Role.RBDE, school=far_school()),
    "principal": lambda: actor_for(Role.HEAD, school=far_school()),
    "enseignante": lambda: actor_for(Role.TEACHER, school=far_school()),
    "entreprise": lambda: actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
}


def far_school():
    return SchoolFactory(department=DepartmentFactory(code="48"))


# One's own role is a line of one's team; others share lines of their log (DOMAIN §8); every
# school reads the offers that are published.
SHARED = {"equipe/", "relations/", "stages/offres/"}
CHOICE = re.compile(r'href="(/rapports/exports/liste/[^"]*)"')
ROW = re.compile(r'<tr role="row">\s*<th scope="row"')


@pytest.fixture(scope="module")
def paths(demo, django_db_blocker):
    with django_db_blocker.unblock():
        network = Committee.objects.networks().earliest("pk")
        own = {"clee/<int:pk>/annuaire/": reverse("clee:directory", args=[network.pk])}
        return {route.text: route.path for route in every_route()} | own


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("who", "route"), [(who, route) for who, routes in LISTS.items() for route in routes.split()]
)
def test_the_file_of_a_page_holds_its_rows(demo, paths, who, route, django_assert_max_num_queries):
    client = signed_in(demo[who])
    page = client.get(paths[route])
    assert page.status_code == 200
    (choice,) = CHOICE.findall(page.content.decode())
    assert client.get(unescape(choice)).status_code == 200
    with django_assert_max_num_queries(MOST):
        heads, *rows = as_csv(client, paths[route])
    assert len(rows) == shown(page) > 0 or (len(rows) > 0 and route in MORE)
    assert len(set(heads)) == len(heads) == len(rows[0])
    for kind in ("xlsx", "ods"):
        again = as_sheet(client, paths[route], kind)
        assert again[0] == heads and len(again) == len(rows) + 1


def test_a_worker_makes_the_same_file(demo, paths):
    """More rows than a request waits for are read at the same address, as their owner."""
    year = SchoolYear.objects.get(start_year=2026)
    for who, routes in LISTS.items():
        client, actor = signed_in(demo[who]), Actor.of(demo[who])
        for route in routes.split():
            at_once = b"".join(client.get(paths[route], {"format": "csv"}))
            params = lists.params_of(actor, f"{paths[route]}?format=csv", year)
            _, _, blocks = lists.make(actor, params, lambda done, total: None)
            assert b"".join(blocks) == at_once, route


@pytest.mark.parametrize("who", ELSEWHERE)
def test_who_has_the_role_elsewhere_takes_no_row_of_it(demo, paths, who):
    client = signed_in(ELSEWHERE[who]().user)
    found = {}
    for route in LISTS[who].split():
        if "<" in route:
            found[route] = client.get(paths[route], {"format": "csv"}).status_code in (403, 404)
        else:
            found[route] = len(as_csv(client, paths[route])) == 1
    assert {route for route, none in found.items() if not none} <= SHARED


def shown(page):
    """How many rows the page shows, or cuts into pages."""
    pages = page.context.get("page_obj")
    return pages.paginator.count if pages else len(ROW.findall(page.content.decode()))


def as_csv(client, path):
    text = b"".join(client.get(path, {"format": "csv"})).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def as_sheet(client, path, kind):
    content = b"".join(client.get(path, {"format": kind}))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize(
    ("who", "name"), [(who, name) for who, names in CHOSEN.items() for name in names]
)
def test_the_columns_of_a_list_can_be_chosen(demo, who, name):
    client = signed_in(demo[who])
    page = client.get(reverse(name)).content.decode()
    choices = [unescape(address) for address in CHOICE.findall(page)]
    assert choices
    for address in choices:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert 'name="colonnes"' in answer.content.decode()
