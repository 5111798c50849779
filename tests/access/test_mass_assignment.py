"""Mass assignment: what is posted besides the fields of a form changes nothing."""

import uuid
from types import SimpleNamespace

import pytest
from django import forms
from django.forms import ModelForm
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Evidence, Role, RoleState
from accounts.models import Delegation, RoleAssignment, User
from directory.models import ClassGroup
from partnerships.enums import BookingState, OfferState
from partnerships.forms.offers import OfferForm
from partnerships.models import Booking, Offer
from placements.models import Campaign
from tests.access.clients import signed_in
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.factories import OfferFactory, SlotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_count")]


# What only a workflow writes; no form may hold it.
GUARDED = {
    *("state", "evidence", "validated_by", "validated_at", "granted_by", "granted_at"),
    *("is_superuser", "is_staff", "password", "last_login", "sent_at", "visa_at", "visa_by"),
    *("answered_at", "answered_by", "cancelled_at", "confirmed_at", "published_at"),
    *("created_by", "requested_by", "seats_taken", "seats_held", "host_confirmed_at", "on_behalf"),
}


# What an administrator opens and closes by hand.
BY_HAND = {"SchoolYearForm": {"state"}}


def model_forms(base=ModelForm):
    for form in base.__subclasses__():
        yield form
        yield from model_forms(form)


def held(form):
    return GUARDED & set(form.Meta.fields) - BY_HAND.get(form.__name__, set())


def test_a_form_names_its_fields_and_holds_none_that_a_workflow_writes():
    own = ("accounts", "partnerships", "placements", "portal", "documents", "directory", "clee")
    checked = 0
    for form in model_forms():
        if not form.__module__.startswith(own) or "Meta" not in vars(form):
            continue
        checked += 1
        assert isinstance(form.Meta.fields, list), f"{form}: name the fields"
        assert not held(form), form
    assert checked >= 4


def forged(owner):
    """Extra fields of a POST: whatever a row might be made to take."""
    return {
        **dict.fromkeys(GUARDED, "1"),
        "state": "validated",
        "evidence": "letter",
        "validated_by": owner.pk,
        "granted_by": owner.pk,
        "created_by": owner.pk,
        "requested_by": owner.pk,
        "teacher": owner.pk,
        "user": owner.pk,
        "email": "voleur@exemple.test",
        "is_active": "",
        "id": "999999",
        "pk": "999999",
    }


@pytest.fixture
def other():
    """Another tenant."""
    return SimpleNamespace(user=UserFactory(), school=SchoolFactory(), company=CompanyFactory())


def send(actor, url, other, **data):
    return signed_in(actor).post(url, forged(other.user) | data)


def test_my_name_changes_nothing_else(other):
    actor = actor_for(Role.TEACHER)
    before = (actor.user.email, actor.user.password)
    data = {"first_name": "Ève", "last_name": "Neuve", "role": "administrator"}
    assert send(actor, reverse("account_identity"), other, **data).status_code == 302

    user = User.objects.get(pk=actor.user.pk)
    assert user.first_name == "Ève" and user.is_active
    assert (user.email, user.password) == before
    assert Actor.of(user).roles == (Role.TEACHER,)


def test_a_role_that_is_asked_waits_whatever_is_posted(other):
    actor = actor_for(Role.TEACHER)
    url = reverse("portal:role-request", args=["etablissement"])
    data = {"role": Role.RBDE, "school": other.school.uai, "words": "", "ends_on": "2099-01-01"}
    assert send(actor, url, other, **data).status_code == 302

    row = RoleAssignment.objects.get(role=Role.RBDE)
    assert (row.user, row.state, row.evidence) == (actor.user, RoleState.WAITING, Evidence.MAILBOX)
    assert (row.validated_by, row.granted_by, row.ends_on) == (None, actor.user, None)
    assert send(actor, url, other, **data | {"role": Role.ADMINISTRATOR}).status_code == 200
    assert not RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_an_invitation_gives_no_higher_role_nor_another_school(other):
    actor = actor_for(Role.TEACHER)
    url = reverse("invite")
    data = {"first_name": "A", "last_name": "B", "email": "neuve@exemple.test"}
    for role, school in (
        (Role.ADMINISTRATOR, None),
        (Role.HEAD, None),
        (Role.TEACHER, other.school),
    ):
        place = school.pk if school else next(iter(actor.school_ids))
        assert send(actor, url, other, **data, role=role, place=place).status_code == 200
    assert not User.objects.filter(email="neuve@exemple.test").exists()
    send(actor, url, other, **data, role=Role.RBDE, place=next(iter(actor.school_ids)))
    assert RoleAssignment.objects.get(role=Role.RBDE).state == RoleState.WAITING


def test_an_offer_is_a_draft_of_one_s_own_company(other):
    actor = actor_for(Role.COMPANY_REPRESENTATIVE)
    sheet = {
        "title": "Atelier",
        "kind": "class_immersion",
        "contact_email": "accueil@exemple.test",
        "accompanying_adults": 2,
        "form_key": str(uuid.uuid4()),
    }
    url = reverse("partnerships:offer_new")
    assert send(actor, url, other, **sheet, host_company=other.company.pk).status_code == 200
    assert not Offer.objects.exists()

    own = next(iter(actor.company_ids))
    assert send(actor, url, other, **sheet, host_company=own).status_code == 302
    offer = Offer.objects.get()
    assert (offer.state, offer.created_by) == (OfferState.DRAFT, actor.user)

    edit = reverse("partnerships:offer_edit", args=[offer.pk])
    data = sheet | {"title": "Autre", "host_company": other.company.pk, "state": "published"}
    send(actor, edit, other, **data)
    offer.refresh_from_db()
    assert (offer.title, offer.state) == ("Autre", OfferState.DRAFT)
    assert (offer.host_company_id, offer.created_by) == (own, actor.user)


def test_a_request_is_of_its_author_and_of_their_class(other):
    actor = actor_for(Role.TEACHER)
    slot = SlotFactory()
    url = reverse("partnerships:request", args=[slot.pk])
    numbers = {"girls": 9, "boys": 9, "unspecified": 0, "adults": 2, "step": "send"}
    data = numbers | {"form_key": str(uuid.uuid4()), "company": other.company.pk}
    foreign = ClassGroupFactory(school=other.school)
    assert send(actor, url, other, **data, class_group=foreign.pk).status_code == 200
    assert not Booking.objects.exists()

    group = ClassGroupFactory(school_id=next(iter(actor.school_ids)))
    assert send(actor, url, other, **data, class_group=group.pk).status_code == 302
    booking = Booking.objects.get()
    assert booking.state in (BookingState.AWAITING_VISA, BookingState.SENT)
    assert (booking.teacher, booking.requested_by) == (actor.user, actor.user)
    assert (booking.company, booking.visa_by, booking.answered_at) == (slot.offer.host, None, None)


def test_a_class_and_a_window_are_of_one_s_own_school(other):
    actor = actor_for(Role.HEAD)
    group = {"school": other.school.pk, "new_name": "3e Z", "new_level": "3e", "size": 20}
    window = {"school": other.school.pk, "level": "3e", "starts_on": "2027-01-25"}
    send(actor, reverse("partnerships:class_groups"), other, **group)
    send(actor, reverse("placements:new"), other, **window, ends_on="2027-01-29")
    assert not ClassGroup.objects.filter(school=other.school).exists()
    assert not Campaign.objects.filter(school=other.school).exists()


def test_what_is_lent_is_one_s_own_role(other):
    """The forged `assignment` of another head is not the one that is lent."""
    school = SchoolFactory()
    head = actor_for(Role.HEAD, school=school)
    deputy = actor_for(Role.DEPUTY, school=school)
    theirs = RoleAssignmentFactory(role=Role.HEAD, schools=[other.school])
    today = timezone.localdate().isoformat()
    data = {"holder": deputy.user.pk, "acts": ["approve"], "starts_on": today, "ends_on": today}
    send(head, reverse("delegations"), other, **data, assignment=theirs.pk)
    assert Delegation.objects.get().assignment.user == head.user

    send(head, reverse("delegations"), other, **data | {"holder": other.user.pk})
    assert not Delegation.objects.filter(holder=other.user).exists()


def test_a_careless_form_is_seen_by_the_check():
    """Negative control."""

    class Careless(ModelForm):
        class Meta:
            model = Offer
            fields = ["title", "state"]

    assert Careless in list(model_forms()) and held(Careless) == {"state"}


def test_a_careless_form_takes_what_is_forged(other, monkeypatch):
    """Negative control: the sheet of an offer with its state among the fields."""
    fields = {**OfferForm.base_fields, "state": forms.CharField()}
    monkeypatch.setattr(OfferForm, "base_fields", fields)
    monkeypatch.setattr(OfferForm._meta, "fields", [*OfferForm._meta.fields, "state"])
    offer = OfferFactory(state=OfferState.DRAFT, published_at=None)
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=offer.host_company)
    edit = reverse("partnerships:offer_edit", args=[offer.pk])
    data = {"title": "Autre", "contact_email": "a@exemple.test", "accompanying_adults": 2}
    send(actor, edit, other, **data, state="published")
    offer.refresh_from_db()
    assert offer.state == OfferState.PUBLISHED
