"""Two tenants and marker strings: no page of the admin shows one what belongs to the other.

Walks every registered admin, its pages, filters, searches, autocompletes, form fields and
inlines. What a person may not see is asked from `visible_to`; where it is hidden, the
texts of the row must appear nowhere and its pages must not exist.
"""

import inspect

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.test import RequestFactory
from django.urls import resolve, reverse

from accounts.enums import Role
from accounts.models import Delegation, PersonalDataRead, RoleAssignment
from clee.models import CycleStep
from directory.admin_base import ScopedAdmin, ScopedMixin
from directory.models import ClassGroup, Company, Contact
from documents.models import SignatureRound
from events.models import Deadline, Score, Vote
from outbox.models import Mail
from partnerships.models import Booking, Contract, Offer, Portfolio, SchoolRequestCall, Slot
from placements.models import (
    ClassReferent,
    HostRequestPupil,
    Insertion,
    OfferFavourite,
    OfferWeek,
    TrackDay,
)
from tests.access.foreign import HOST, everything, makers
from tests.access.rollback import rolled_back
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
ROLES = [Role.RBDE, pytest.param(Role.DEPARTMENT_OFFICE, marks=pytest.mark.long)]


@pytest.fixture(scope="module")
def others(django_db_setup, django_db_blocker):
    """One row of every model, in the Haute-Garonne; no test changes them."""
    with django_db_blocker.unblock(), rolled_back():
        yield everything()


@pytest.fixture(params=ROLES, ids=lambda role: role.value)
def me(request, others):
    """A person of another département, with a school and rows of their own."""
    ariege = DepartmentFactory(code="09", name="Ariège")
    if request.param == Role.RBDE:
        return actor_for(Role.RBDE, school=SchoolFactory(department=ariege))
    return actor_for(request.param, department=ariege)


def hidden_from(actor, others):
    """Foreign rows that the actor may not see."""
    return [
        other
        for other in others
        if hasattr(type(other.row)._default_manager.all(), "visible_to")
        and not type(other.row)._default_manager.visible_to(actor).filter(pk=other.row.pk).exists()
    ]


def admin_url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def request_of(actor):
    request = RequestFactory().get("/admin/")
    request.user, request.actor = actor.user, actor
    request.resolver_match = resolve(request.path)
    return request


def pages(actor, hidden):
    """Addresses of every registered admin that the actor could open or guess."""
    yield reverse("admin:index")
    for model, model_admin in admin.site._registry.items():
        yield admin_url(model, "changelist")
        yield admin_url(model, "add")
        # The page repeats the word that was searched, which is no whole marker.
        yield f"{admin_url(model, 'changelist')}?q=MARQUEUR"
        for name in model_admin.autocomplete_fields:
            yield (
                f"{reverse('admin:autocomplete')}?term=MARQUEUR&app_label={model._meta.app_label}"
                f"&model_name={model._meta.model_name}&field_name={name}"
            )
        for row in _to_open(model_admin.get_queryset(request_of(actor))):
            for page in ("change", "delete", "history"):
                yield admin_url(model, page, row.pk)
    for other in hidden:
        if type(other.row) in admin.site._registry:
            for page in ("change", "delete", "history"):
                yield admin_url(type(other.row), page, other.row.pk)


def _to_open(rows):
    """Two rows, and the company that everybody works with."""
    shared = rows.filter(name=HOST) if rows.model is Company else rows.none()
    return [*rows[:2], *shared]


def leaks(client, actor, hidden):
    """(address, marker) of every page that shows a hidden text, as they are found."""
    for url in pages(actor, hidden):
        response = client.get(url, follow=True)
        text = response.content.decode()
        yield from ((url, other.marker) for other in hidden if other.marker in text)


def test_every_registered_model_is_walked():
    assert set(admin.site._registry) <= set(makers())


# The marker is in the name of somebody whom the row points at, or in that of its parent.
MARKED_ELSEWHERE = {
    ClassReferent,
    CycleStep,
    Deadline,
    Delegation,
    HostRequestPupil,
    Insertion,
    OfferFavourite,
    OfferWeek,
    PersonalDataRead,
    Portfolio,
    RoleAssignment,
    SchoolRequestCall,
    Score,
    Slot,
    TrackDay,
    Vote,
}


def test_every_hidden_row_holds_its_marker(me, others):
    """Else the walk would find nothing to complain about."""
    told = {type(other.row) for other in hidden_from(me, others)}
    assert {ClassGroup, Contact, Offer, Slot, Booking, Contract, SignatureRound, Mail} <= told
    silent = {
        type(other.row)
        for other in others
        if type(other.row) in told and other.marker not in str(list(vars(other.row).values()))
    }
    assert silent <= MARKED_ELSEWHERE


def test_no_page_shows_what_belongs_to_others(client, me, others):
    hidden = hidden_from(me, others)
    client.force_login(me.user)
    assert list(leaks(client, me, hidden)) == []


def test_the_walk_finds_a_leak_when_the_wall_is_down(client, me, others, monkeypatch):
    """Negative control: without the scoped queryset the same walk must fail."""
    hidden = hidden_from(me, others)
    client.force_login(me.user)
    monkeypatch.setattr(
        ScopedMixin,
        "get_queryset",
        lambda self, request: super(ScopedMixin, self).get_queryset(request),
    )
    assert next(leaks(client, me, hidden), None)


def test_rows_of_others_cannot_be_deleted_by_guessing(client, me, others):
    client.force_login(me.user)
    for other in hidden_from(me, others):
        if type(other.row) in admin.site._registry:
            url = admin_url(type(other.row), "delete", other.row.pk)
            client.post(url, {"post": "yes"})
            assert type(other.row)._default_manager.filter(pk=other.row.pk).exists(), url


def test_no_form_field_takes_a_row_of_others(me, others):
    """A posted foreign key is refused because the field's rows are the visible ones."""
    hidden = {}
    for other in hidden_from(me, others):
        hidden.setdefault(type(other.row), []).append(other.row.pk)
    request = request_of(me)
    checked = 0
    for model_admin in admin.site._registry.values():
        if not model_admin.has_add_permission(request):
            continue
        forms = [model_admin.get_form(request)]
        forms += [inline.get_formset(request).form for inline in _inlines(model_admin, request)]
        for name, field in ((n, f) for form in forms for n, f in form.base_fields.items()):
            if isinstance(field, ModelChoiceField):
                checked += 1
                keys = hidden.get(field.queryset.model, [])
                assert not field.queryset.filter(pk__in=keys).exists(), (model_admin, name)
    assert checked or me.role != Role.RBDE


def _inlines(model_admin, request):
    return model_admin.get_inline_instances(request)


def test_every_registered_admin_stands_on_the_scoped_base():
    for model, model_admin in admin.site._registry.items():
        assert isinstance(model_admin, ScopedAdmin), model
        assert hasattr(model._default_manager.all(), "visible_to"), model
        # Never by the number of a row of any kind: none, or an address that the admin gives.
        assert model_admin.view_on_site is False or inspect.ismethod(model_admin.view_on_site)
        for inline in model_admin.inlines:
            assert issubclass(inline, ScopedMixin), inline
