"""An actor with every right but the relation gets nothing: rows, pages, admin, exports.

Every model with `visible_to` is here: a new one needs a maker (`tests.access.foreign`), and
either hides another tenant's row from every role or stands in OPEN, with its reason.
"""

import csv
import datetime as dt
import io

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from accounts import admin_lists
from accounts.actor import Actor
from accounts.enums import Role, RoleState
from accounts.models import (
    Delegation,
    ProConnectIdentity,
    RoleRenewal,
)
from directory import models as directory
from directory.importing import FORMULA_STARTS
from documents.models import QuestionnaireAnswer, Signatory
from outbox.models import BarredAddress, Notice
from partnerships.models import (
    Booking,
    BranchConsultation,
    ContactCeiling,
    ContractNotice,
    ContractParty,
    FundingLine,
    ProgrammeSession,
)
from placements.models import Campaign, HostAccess, PlacementProposal
from portal.models import ServiceContact
from reports.territories import OF_TERRITORY, READERS
from tests.access import foreign, foreign_clee, foreign_placements
from tests.access.numbers import numbered, path_of
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.placements.families import world
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db
MARKER = "MARQUEURX"
# What everybody who is signed in reads: reference tables, and what the public pages show.
OPEN = {
    *(model for model in apps.get_app_config("directory").get_models()),
    Campaign,
    ContactCeiling,
    *map(apps.get_model, ("events.Event", "events.Session", "events.Theme")),
    *map(apps.get_model, ("partnerships.NetworkAction", "partnerships.NetworkMember")),
    *(
        apps.get_model("clee", n)
        for n in ("ActionType", "Committee", "Mandate", "OfficeSheet", "Practice")
    ),
    ServiceContact,
} - {directory.ClassGroup, directory.Contact, directory.YearCorrection} | {HostAccess}
# Read by a service, not by a tenant.
SET_BY_RECTORAT = (
    *("documents.DocumentTemplate", "events.Programme"),
    *foreign_placements.SET_BY_RECTORAT,
    "reminders.RuleSetting",
)
BY_ROLE = dict.fromkeys(SET_BY_RECTORAT, {Role.EDUCATION_AUTHORITY})
BY_ROLE["reports.PublishedReport"] = set(READERS) - {Role.ADMINISTRATOR}
BY_ROLE["reports.WeeklyFigures"] = set(OF_TERRITORY) - {Role.ADMINISTRATOR}
ROLES = [role for role in Role if role != Role.ADMINISTRATOR]


def of_contract(model, **values):
    def make(marker):
        return model.objects.create(contract=foreign.contract(marker), **values)

    return make


def of_one(model, make):
    """The first row of a model that comes with another one."""

    def first(marker):
        made = make(marker)
        name = "round" if model is Signatory else "contract"
        return model.objects.filter(**{name: made}).first()

    return first


def consultation(marker):
    return BranchConsultation.objects.create(
        booking=foreign.booking(marker), branch=BranchOrganisationFactory(), told_at=timezone.now()
    )


MAKERS = {
    BarredAddress: lambda marker: BarredAddress.objects.create(
        email=f"{marker.lower()}@essai.example", reason="hard", words=marker
    ),
    BranchConsultation: consultation,
    ContractNotice: of_contract(ContractNotice, number=1, changes=[]),
    ContractParty: of_one(ContractParty, foreign.contract),
    FundingLine: of_contract(FundingLine, funder="region", label=MARKER),
    Notice: foreign.notice,
    PlacementProposal: lambda marker: world().propose(host_name=marker, message=marker),
    ProConnectIdentity: lambda marker: ProConnectIdentity.objects.create(
        user=UserFactory(), issuer="https://idp.example", subject=marker
    ),
    RoleRenewal: lambda marker: RoleRenewal.objects.create(school=SchoolFactory(), start_year=2026),
    ProgrammeSession: of_contract(
        ProgrammeSession,
        day=dt.date(2027, 1, 11),
        half="am",
        kind="lesson",
        title=MARKER,
        led_by="school",
    ),
    QuestionnaireAnswer: foreign.answer,
    Signatory: of_one(Signatory, foreign.signature_round),
}


def scoped_models():
    return [m for m in apps.get_models() if hasattr(m._default_manager.all(), "visible_to")]


def elsewhere(role):
    """A person in this role, with places of their own, in another département."""
    there = DepartmentFactory(code="09", name="Ariège")
    if role.of_school:
        return actor_for(role, school=SchoolFactory(department=there))
    if role == Role.COMPANY_REPRESENTATIVE:
        return actor_for(role, company=CompanyFactory(department=there))
    if role == Role.BRANCH_OFFICER:
        branch = BranchOrganisationFactory()
        branch.departments.set([there])
        return actor_for(role, branch=branch)
    return actor_for(role, department=there) if role.scopes else actor_for(role)


@shared_world
def tenants():
    """The person of each role, and one row of another tenant, of every model that hides
    something."""
    everybody = {role: elsewhere(role) for role in ROLES}
    makers = foreign.makers() | MAKERS
    return everybody, {m: makers[m](MARKER) for m in scoped_models() if m not in OPEN}


@pytest.fixture
def everybody(tenants):
    return tenants[0]


@pytest.fixture
def rows(tenants):
    return tenants[1]


def seen(everybody, row):
    """The roles that see a row."""
    manager = type(row)._default_manager
    return {r for r, a in everybody.items() if manager.visible_to(a).filter(pk=row.pk).exists()}


def test_every_scoped_model_is_tried():
    assert set(scoped_models()) - OPEN <= set(foreign.makers() | MAKERS)


def test_no_role_sees_the_rows_of_another_tenant(everybody, rows):
    found = {m._meta.label: roles for m, row in rows.items() if (roles := seen(everybody, row))}
    assert found == BY_ROLE


def test_without_the_wall_everybody_sees_them(everybody, rows, monkeypatch):
    """Negative control."""
    query = type(Booking.objects.all())
    monkeypatch.setattr(query, "visible_to", lambda self, actor: self)
    assert seen(everybody, rows[Booking]) == set(everybody)


def test_who_has_no_role_sees_nothing(rows):
    nobody = [Actor.anonymous(), Actor.of(UserFactory())]
    for model, row in rows.items():
        for actor in nobody:
            visible = model._default_manager.visible_to(actor)
            assert not visible.filter(pk=row.pk).exists(), model


@pytest.mark.parametrize("state", RoleState)
def test_a_role_is_hidden_whatever_its_state(everybody, state):
    """A request that waits tells nobody of elsewhere that it exists."""
    row = RoleAssignmentFactory(
        role=Role.RBDE,
        schools=[SchoolFactory()],
        state=state,
        reason="Motif",
        escalates_on=dt.date(2026, 1, 1),
    )
    assert not seen(everybody, row)
    lent = Delegation.objects.create(
        assignment=row,
        holder=UserFactory(),
        acts=["approve"],
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
    )
    assert not seen(everybody, lent)


# --- addresses with a number (`tests.access.numbers`) -------------------------------------------

# Each kind of place once; fewer rights in the same places are in the matrix.
GUESSING = (Role.RBDE, Role.COMPANY_REPRESENTATIVE)
OTHERS_GUESS = (Role.HEAD, Role.DEPARTMENT_OFFICE, Role.BRANCH_OFFICER)
REFUSED = {403, 404, 405}


def opened(client, everybody, rows, roles=GUESSING):
    """Pages that answered somebody of elsewhere about a row that is not theirs."""
    session = UserSession.objects.create(
        user=UserFactory(), session_key=MARKER, ip="192.0.2.1", user_agent=MARKER
    )
    campaign = foreign.makers()[Campaign](MARKER)
    rows = rows | foreign_clee.open_rows() | foreign.foreign_events.open_rows(MARKER)
    rows |= foreign_placements.open_rows() | {directory.School: SchoolFactory()}
    rows |= {Campaign: campaign, UserSession: session}
    for actor in (everybody[role] for role in roles):
        client.force_login(actor.user)
        for text, model in numbered():
            path = path_of(text, rows[model])
            codes = client.get(path).status_code, client.post(path).status_code
            if not REFUSED.issuperset(codes):
                yield actor.role, text, codes


def test_every_address_with_a_number_is_tried():
    assert not [text for text, model in numbered() if model is None]


@pytest.mark.parametrize("roles", [GUESSING, pytest.param(OTHERS_GUESS, marks=pytest.mark.long)])
def test_guessing_a_number_opens_no_page(client, everybody, rows, bare_refusals, roles):
    assert list(opened(client, everybody, rows, roles)) == []


def test_the_guess_succeeds_when_the_wall_is_down(client, everybody, rows, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(type(Booking.objects.all()), "visible_to", lambda self, actor: self)
    found = next(opened(client, everybody, rows))
    assert found[1].startswith("immersions/demandes/")


# --- admin ------------------------------------------------------------------------------------


IN_THE_ADMIN = (Role.RBDE, Role.MISSION_OFFICER, Role.EDUCATION_AUTHORITY)


def request_of(actor):
    request = RequestFactory().get("/admin/")
    request.user, request.actor = actor.user, actor
    return request


# The walk of `test_admin_leaks` opens the same pages as another role, exports aside.
QUICK = (Role.RBDE,)
OTHERS = [role for role in Role if role.uses_admin and role not in (*QUICK, Role.ADMINISTRATOR)]


@pytest.mark.parametrize(
    "role", [*QUICK, *(pytest.param(role, marks=pytest.mark.long) for role in OTHERS)]
)
def test_the_admin_opens_and_exports_no_row_of_others(client, everybody, rows, bare_refusals, role):
    """Its page, its history, its deletion, its line in a list, a search and an export."""
    client.force_login(everybody[role].user)
    for model, row in rows.items():
        if model not in admin.site._registry or role in BY_ROLE.get(model._meta.label, ()):
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in ("change", "history", "delete"):
            code = client.get(reverse(f"{name}_{page}", args=[row.pk])).status_code
            assert code in REFUSED, (model, page)
        answers = [client.get(reverse(f"{name}_changelist"), {"q": MARKER[:-1]})]
        if admin.site._registry[model].gives_file:
            answers.append(client.get(reverse(f"{name}_export")))
        for answer in answers:
            body = b"".join(answer) if answer.streaming else answer.content
            assert MARKER not in body.decode(), model


def test_a_delegation_is_read_in_the_admin_by_who_sees_the_role(client, rows):
    delegation = rows[Delegation]
    url = reverse("admin:accounts_delegation_change", args=[delegation.pk])
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    page = client.get(url)
    assert page.status_code == 200 and 'name="_save"' not in page.content.decode()
    assert client.post(url, {"acts": "sign"}).status_code == 403
    here = delegation.assignment.schools.get().department
    client.force_login(actor_for(Role.DEPARTMENT_OFFICE, department=here).user)
    assert client.get(url).status_code == 200


# --- exports ----------------------------------------------------------------------------------

FORMULA = "=CMD()|A0"


def exporting():
    """The lists whose file has columns of its own."""
    return {m: a for m, a in admin.site._registry.items() if a.columns}


def cells_of(model_admin, request, row):
    request.GET = QueryDict(f"format=csv&choisi={row.pk}")
    request.resolver_match = resolve(reverse("admin:directory_company_export"))
    text = b"".join(admin_lists.give(model_admin, request)).decode("utf-8-sig")
    return [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]


def formulas():
    """(model, cells that a spreadsheet would run, whether the text is there at all)."""
    makers, request = foreign.makers(), request_of(actor_for(Role.ADMINISTRATOR))
    for model, model_admin in exporting().items():
        row = makers[model](FORMULA)
        cells = cells_of(model_admin, request, row)
        run = [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
        yield model, run, any(FORMULA in cell for cell in cells)


def test_no_export_of_a_list_holds_a_formula():
    found = list(formulas())
    assert not [(model, run) for model, run, _ in found if run]
    assert sum(told for _, _, told in found) >= 3


def test_the_formula_is_found_when_cells_are_written_as_they_are(monkeypatch):
    """Negative control."""
    monkeypatch.setattr("accounts.tables_out.harmless", lambda value: value)
    assert any(run for _, run, _ in formulas())
