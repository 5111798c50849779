"""Each list leaves as a file: the rows of its page, for who reads the page, in columns that are
chosen."""

import csv
import io
import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from python_calamine import CalamineWorkbook

from accounts.actor import Actor
from accounts.admin_lists import columns_of, route_of
from accounts.enums import Role
from accounts.tables_out import cell_of
from clee.models import Committee
from directory.admin_base import ScopedAdmin
from directory.models import School, SchoolYear
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
        rapports/annees-closes/
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
MOST, MOST_OF_ADMIN = 18, 20
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
    addresses = {who: [paths[route] for route in routes.split()] for who, routes in LISTS.items()}
    addresses["rectorat"].append(file_of(SCHOOLS))
    for who, found in addresses.items():
        client, actor = signed_in(demo[who]), Actor.of(demo[who])
        for address in found:
            at_once = b"".join(client.get(address, {"format": "csv"}))
            params = lists.params_of(actor, f"{address}?format=csv", year)
            _, _, blocks = lists.make(actor, params, lambda done, total: None)
            assert b"".join(blocks) == at_once, address


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


# --- The administration ---------------------------------------------------------------------

ADMIN = [one for one in admin.site._registry.values() if one.gives_file]
SCHOOLS = admin.site._registry[School]
HOUR = " (heure)"


def request_of(person):
    request = RequestFactory().get("/admin/")
    request.user, request.actor = person, Actor.of(person)
    return request


def file_of(model_admin):
    return reverse(f"admin:{route_of(model_admin)}")


def headings(model_admin, request):
    """Those of the page, without the box of each line."""
    found = result_headers(model_admin.get_changelist_instance(request))
    texts = [one["text"] for one in found if "action-checkbox" not in one.get("class_attrib", "")]
    return [text[:1].upper() + text[1:] for text in texts]


@pytest.mark.parametrize("who", ["admin", "rbde", "rectorat"])
def test_the_file_of_an_admin_list_holds_its_rows_and_columns(
    demo, who, bare_refusals, django_assert_max_num_queries
):
    client, request = signed_in(demo[who]), request_of(demo[who])
    for one in ADMIN:
        if not one.has_view_permission(request):
            assert client.get(file_of(one)).status_code == 403
            continue
        expected = one.get_queryset(request).count()
        with django_assert_max_num_queries(MOST_OF_ADMIN):
            heads, *rows = as_csv(client, file_of(one))
        assert len(rows) == expected, one
        assert len(set(heads)) == len(heads), one
        if not one.columns:
            assert [head for head in heads if HOUR not in head] == headings(one, request)


def test_an_admin_list_leads_to_the_file_of_what_it_shows(demo):
    client = signed_in(demo["rectorat"])
    page = client.get(reverse("admin:events_event_changelist"), {"q": "métiers", "p": 1})
    (choice,) = CHOICE.findall(page.content.decode())
    chosen = client.get(unescape(choice))
    assert chosen.context["count"] == page.context["cl"].result_count > 0
    heads = [head for head, _ in chosen.context["choices"]]
    assert heads == ["Titre", "Type", "Début", "Début (heure)", "Département", "État"]


def test_an_admin_list_that_does_not_leave_offers_no_file(demo):
    page = signed_in(demo["admin"]).get(reverse("admin:outbox_mail_changelist"))
    assert not CHOICE.findall(page.content.decode())


def test_an_admin_file_holds_what_the_filters_keep_or_the_chosen_rows(demo):
    client = signed_in(demo["rectorat"])
    visible = SCHOOLS.get_queryset(request_of(demo["rectorat"]))
    one = visible.earliest("pk").pk
    for query, count in (("p=7", visible.count()), (f"choisi={one}&choisi=x", 1), ("choisi=x", 0)):
        text = b"".join(client.get(f"{file_of(SCHOOLS)}?{query}")).decode()
        assert text.count("\n") == count + 1, query


def test_a_filter_that_is_none_finds_no_file(demo, bare_refusals):
    answer = signed_in(demo["rectorat"]).get(file_of(SCHOOLS), {"is_open__exact": "nope"})
    assert answer.status_code == 404


class Told(ScopedAdmin):
    list_display = ["name", "kind", "page", "missing_since", "updated_at"]

    @admin.display(description="page")
    def page(self, school):
        return format_html('<a href="/">{}</a>', school.name)


def test_a_column_of_the_admin_is_told_without_its_marks(db):
    school = SchoolFactory(name="Lycée <A> & B")
    columns = columns_of(Told(School, admin.site), None)
    assert [cell_of(school, column) for column in columns.values()] == [
        "Lycée <A> & B",
        school.get_kind_display(),
        "Lycée <A> & B",
        None,
        school.updated_at,
        f"{timezone.localtime(school.updated_at):%H:%M}",
    ]
