"""Text that people paste into the forms: no error page, nothing run, nothing typed is lost."""

import uuid

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.enums import Role
from directory.enums import Level
from partnerships.models import Booking, Offer
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import SlotFactory

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)"
TEXTS = {
    "formula": '=HYPERLINK("https://exemple.fr")',
    "html": f"{SCRIPT}</script><b>gras</b>",
    "override": "avant \u202eerrevne\u202c après",
    "template": "{{ secret }} {% now 'Y' %} #let x = 1 \\ $",
    "emoji": "👩‍🏭 ﷽ e\u0301",
    "null": "a\x00b",
    "long": "x" * 40_000,
}
CONTRACT_FORMS = ("school", "company", "programme", "numbers", "funding", "send")
each_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
# Taken and escaped, or refused: where a page has many forms, the rest is for the long tests.
QUICK = ("html", "null")
few_texts = pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=name, marks=[] if name in QUICK else [pytest.mark.long])
        for name, text in TEXTS.items()
    ],
)


@pytest.fixture
def school():
    return SchoolFactory(head_visa=False)


@pytest.fixture
def teacher(client, school):
    actor = actor_for(Role.TEACHER, school=school)
    client.force_login(actor.user)
    return actor


def key():
    return str(uuid.uuid4())


def page_of(answer):
    """The page, None after a redirection; an accepted script would be seen here."""
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        return None
    page = answer.content.decode()
    assert SCRIPT not in page
    return page


def explained(page, text):
    """Whether the form is shown again with its error and what was typed."""
    kept = escape(text) in page or "\x00" in text  # a browser cannot even type this one
    return "errorlist" in page and "fr-alert--error" in page and kept


def texts_of(form, text):
    """Every field of the form that takes free text, filled with `text`."""
    return {
        form.add_prefix(name): text
        for name, field in form.fields.items()
        if type(field).__name__ == "CharField" and not field.widget.is_hidden
    }


@each_text
def test_in_a_request(client, teacher, school, text):
    slot, group = SlotFactory(), ClassGroupFactory(school=school)
    data = {"girls": 12, "boys": 11, "unspecified": 0, "adults": 2, "class_group": group.pk}
    data |= {"needs": text, "message": text, "form_key": key()}
    address = reverse("partnerships:request", args=[slot.pk])
    page_of(client.post(address, data | {"step": "review"}))
    refused = page_of(client.post(address, data | {"step": "send"}))
    if refused:
        assert explained(refused, text) and not Booking.objects.exists()
    else:
        booking = Booking.objects.get()
        assert booking.message == text
        page_of(client.get(reverse("partnerships:booking", args=[booking.pk])))
    new = {"class_group": "", "new_name": text, "new_level": Level.TROISIEME, "step": "review"}
    page_of(client.post(address, data | new))


@each_text
def test_in_an_offer(client, text):
    company = CompanyFactory()
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, company=company).user)
    address = reverse("partnerships:offer_new")
    data = texts_of(client.get(address).context["form"], text)
    data |= {"kind": "class_immersion", "min_level": "4e", "host_company": company.pk}
    data |= {"contact_email": "accueil@entreprise.example", "accompanying_adults": 2}
    data |= {"contact_phone": "05 61 00 00 00", "postcode": "31000", "form_key": key()}
    refused = page_of(client.post(address, data))
    if refused:
        assert explained(refused, text) and not Offer.objects.exists()
    else:
        offer = Offer.objects.get()
        assert offer.title == text
        page_of(client.get(reverse("partnerships:offer_edit", args=[offer.pk])))


@few_texts
def test_in_what_was_agreed_elsewhere(client, teacher, school, text):
    address = reverse("partnerships:agreed")
    form = client.get(address).context["form"]
    plain = texts_of(form, "Texte") | {
        "kind": "class_immersion", "starts_on": "2027-01-11", "ends_on": "2027-01-13",
        "agreed_on": "2026-11-20", "agreed_by": "phone", "girls": 10, "boys": 10,
        "unspecified": 0, "adults": 2, "class_group": ClassGroupFactory(school=school).pk,
        "siret": "35600000000048", "company_postcode": "31000",
    }  # fmt: skip
    for name in texts_of(form, text):
        made = Booking.objects.count()
        refused = page_of(client.post(address, plain | {name: text, "form_key": key()}))
        if refused:
            assert explained(refused, text), name
            assert Booking.objects.count() == made


@few_texts
@pytest.mark.parametrize("name", CONTRACT_FORMS)
def test_in_a_contract(client, name, text):
    world = make_contract_world()
    client.force_login(world.teacher.user)
    address = reverse(f"partnerships:contract_{name}", args=[world.contract.pk])
    data = {}
    for form in forms_of(client.get(address)):
        shown = {form.add_prefix(field): form[field].value() for field in form.fields}
        data |= {field: value for field, value in shown.items() if value not in (None, False)}
        data |= texts_of(form, text)
    page_of(client.post(address, data))
    page_of(client.get(reverse("partnerships:contract", args=[world.contract.pk])))


def forms_of(page):
    """The forms that a page was rendered with, those of a formset included."""
    found = {}
    for layer in page.context:
        for value in layer.flatten().values():
            several = getattr(value, "management_form", None)
            for form in (several, *value.forms) if several else (value,):
                if hasattr(form, "add_prefix"):
                    found[form.prefix] = form
    return found.values()
