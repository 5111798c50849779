"""Pages of contracts: who opens them, what forms do, personal links, the list."""

import datetime as dt
import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums.contract import ContractKind, ContractState
from partnerships.forms.contracts import CompanyPartForm, SchoolPartForm
from partnerships.models import BranchConsultation, ContractNotice
from partnerships.rules.contract import ContractFacts, completeness, half_days, place_of
from partnerships.workflow import contracts
from tests.accounts.factories import actor_for
from tests.directory.factories import BranchOrganisationFactory, SchoolFactory
from tests.partnerships.contract_world import make_contract_world

pytestmark = pytest.mark.django_db
PAGES = ("contract", "contract_preview")
SCHOOL_FORMS = ("contract_school", "contract_numbers", "contract_funding", "contract_send")
SHARED_FORMS = ("contract_company", "contract_programme")


@pytest.fixture
def world():
    return make_contract_world()


def url(name, world):
    return reverse(f"partnerships:{name}", args=[world.contract.pk])


def status(client, actor, address):
    client.force_login(actor.user)
    return client.get(address).status_code


@pytest.mark.parametrize("who", ["teacher", "head", "company", "officer"])
def test_each_party_reads_the_contract(client, world, who):
    for name in PAGES:
        assert status(client, getattr(world, who), url(name, world)) == 200


def test_forms_belong_to_their_side(client, world):
    for name in SCHOOL_FORMS:
        assert status(client, world.teacher, url(name, world)) == 200
        assert status(client, world.company, url(name, world)) == 403
        assert status(client, world.officer, url(name, world)) == 403
    for name in SHARED_FORMS:
        assert status(client, world.teacher, url(name, world)) == 200
        assert status(client, world.company, url(name, world)) == 200
        assert status(client, world.officer, url(name, world)) == 403


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.TEACHER, {}),
        (Role.HEAD, {}),
        (Role.RBDE, {}),
        (Role.COMPANY_REPRESENTATIVE, {}),
        (Role.BRANCH_OFFICER, {}),
        (Role.CO_LEAD, {}),
        (Role.JUROR, {}),
    ],
)
def test_every_right_but_the_relation_is_not_found(client, world, role, scope):
    stranger = actor_for(role, **scope)
    for name in (*PAGES, *SCHOOL_FORMS, *SHARED_FORMS):
        assert status(client, stranger, url(name, world)) == 404
        assert client.post(url(name, world)).status_code in (404, 405)
    consultation = reverse("partnerships:consultation", args=[BranchConsultation.objects.get().pk])
    assert status(client, stranger, consultation) == 404


def test_a_département_officer_reads_and_changes_nothing(client, world):
    officer = actor_for(Role.DEPARTMENT_OFFICE)
    assert status(client, officer, url("contract", world)) == 200
    for name in (*SCHOOL_FORMS, *SHARED_FORMS):
        assert client.post(url(name, world)).status_code == 403


def test_the_federation_reads_what_its_chamber_signs(client, world):
    federation = BranchOrganisationFactory(departments=[])
    world.contract.branch.parent = federation
    world.contract.branch.save()
    officer = actor_for(Role.BRANCH_OFFICER, branch=federation)
    assert status(client, officer, url("contract", world)) == 200
    assert status(client, officer, url("contract_send", world)) == 403


def test_the_checklist_leads_to_each_field(client, world):
    client.force_login(world.teacher.user)
    world.contract.sessions.filter(half="pm").first().delete()
    page = client.get(url("contract", world)).content.decode()
    halves = half_days(world.booking.starts_on, world.booking.ends_on, False)
    missing = place_of(*halves[1])
    assert f"{url('contract_programme', world)}#{missing}" in page
    assert f"{url('contract_company', world)}#id_tutor_name" in page
    assert f"{url('contract_school', world)}#id_image_consents_attested" in page
    editor = client.get(url("contract_programme", world)).content.decode()
    assert f'id="{missing}"' in editor
    assert 'id="id_tutor_name"' in client.get(url("contract_company", world)).content.decode()


def form_data(form):
    """What a browser sends of a page that nobody touched."""
    values = {bound.html_name: bound.value() for bound in form.every_field()}
    return {
        name: "" if value is None else value for name, value in values.items() if value is not False
    }


def test_r_cee_4_what_keeps_a_contract_from_signature_is_marked(world):
    nothing = ContractFacts(
        ContractKind.CLASS_IMMERSION, dt.date(2027, 1, 4), dt.date(2027, 1, 6), False
    )
    blocking = {violation.field for violation in completeness(nothing) if violation.blocking}
    for form_class in (SchoolPartForm, CompanyPartForm):
        form = form_class(contract=world.contract)
        wanted = blocking & set(form.columns) | {f"{one.value}_name" for one in form.functions}
        assert set(form.required_by_rule) - {"confirm_void"} == wanted
        assert "avant l’envoi à la signature" in form.marks_mean


def test_a_form_of_the_school_is_written(client, world):
    client.force_login(world.teacher.user)
    form = client.get(url("contract_school", world)).context["form"]
    data = form_data(form) | {"image_consents_attested": "on", "image_excluded": 2}
    response = client.post(url("contract_school", world), data | {"head_name": "Mme Serres"})
    assert response.status_code == 302
    contract = world.fresh()
    assert (contract.image_consents_attested, contract.image_excluded) == (True, 2)
    assert contract.parties.get(function="head").name == "Mme Serres"
    assert contract.parties.get(function="company").name == world.booking.contact_name


def test_the_programme_is_edited_without_javascript(client, world):
    client.force_login(world.teacher.user)
    form = client.get(url("contract_programme", world)).context["form"]
    data = form_data(form)
    first = form.halves[0]["anchor"]
    data |= {
        f"{first}-1-title": "Photo de groupe",
        f"{first}-1-kind": "other",
        f"{first}-1-led_by": "both",
    }
    last = form.halves[-1]["anchor"]
    data[f"{last}-0-title"] = ""
    assert client.post(url("contract_programme", world), data).status_code == 302
    titles = list(world.contract.sessions.values_list("title", flat=True))
    assert len(titles) == 6
    assert titles[1] == "Photo de groupe"


def test_a_change_that_voids_asks_to_confirm(client, world):
    world.in_signature()
    client.force_login(world.teacher.user)
    address = url("contract_company", world)
    data = form_data(client.get(address).context["form"]) | {"place": "Autre site"}
    refused = client.post(address, data)
    assert refused.status_code == 200
    assert "annule les signatures" in refused.content.decode()
    assert 'name="confirm_void"' in refused.content.decode()
    assert "annulées. (Optionnel)" not in " ".join(refused.content.decode().split())
    assert world.fresh().state == ContractState.IN_SIGNATURE
    client.post(address, data | {"confirm_void": "on"})
    assert (world.fresh().state, world.fresh().place) == (ContractState.VOID, "Autre site")


def test_an_unconfirmed_page_does_not_show_the_box(client, world):
    client.force_login(world.teacher.user)
    assert "confirm_void" not in client.get(url("contract_company", world)).content.decode()


def test_numbers_beyond_the_seats_are_refused_on_the_page(client, world):
    client.force_login(world.teacher.user)
    form = client.get(url("contract_numbers", world)).context["form"]
    page = client.post(url("contract_numbers", world), form_data(form) | {"girls": 25, "boys": 20})
    assert page.status_code == 200
    assert "Il ne reste que" in page.content.decode()


def test_the_summary_then_the_sending(client, world):
    client.force_login(world.teacher.user)
    incomplete = client.get(url("contract_send", world)).content.decode()
    assert "pas complète" in incomplete
    world.complete()
    summary = client.get(url("contract_send", world)).content.decode()
    assert world.officer.user.email in summary
    assert world.fresh().state == ContractState.DRAFT
    client.post(url("contract_send", world))
    assert world.fresh().state == ContractState.IN_SIGNATURE
    again = client.post(url("contract_send", world))
    assert again.status_code == 302
    assert client.get(url("contract_send", world)).status_code == 302
    page = client.get(url("contract", world)).content.decode()
    assert "Signatures attendues" in page
    assert "relancer, papier" not in page
    client.force_login(world.head.user)
    assert "relancer, papier" in client.get(url("contract", world)).content.decode()


def test_the_host_fills_its_part_by_its_link(client, world):
    path = world.fill_link.path
    page = client.get(path)
    assert page.status_code == 200
    form = page.context["form"]
    first = form.halves[0]["anchor"]
    typed = {"tutor_name": "D. Faure", f"{first}-0-title": "Accueil par le directeur"}
    assert client.post(path, form_data(form) | typed).status_code == 302
    assert world.fresh().tutor_name == "D. Faure"
    assert world.contract.sessions.first().title == "Accueil par le directeur"


def test_a_scanner_that_opens_the_link_changes_nothing(client, world):
    before = world.fresh().__dict__.copy()
    client.get(world.fill_link.path)
    client.head(world.fill_link.path)
    after = world.fresh().__dict__
    assert {k: v for k, v in before.items() if k[0] != "_"} == {
        k: v for k, v in after.items() if k[0] != "_"
    }


def test_the_link_of_one_contract_does_not_open_another(client, world):
    other = make_contract_world()
    token = world.fill_link.path.split("/")[-2]
    page = client.get(f"/lien/completer/{token}/").content.decode()
    assert world.contract.reference in page
    assert other.contract.reference not in page
    assert client.get(f"/lien/branche/{token}/").status_code == 404


def test_r_cee_4_the_branch_objects_by_account_and_lifts_until_it_is_sent(client, world):
    consultation = BranchConsultation.objects.get()
    address = reverse("partnerships:consultation", args=[consultation.pk])
    client.force_login(world.officer.user)
    client.post(address, {"reason": "Chantier"})
    consultation.refresh_from_db()
    assert consultation.objection == "Chantier"
    client.post(address, {"lift": "1"})
    consultation.refresh_from_db()
    assert (consultation.objection, consultation.objected_at) == ("", None)
    assert "S’opposer à cette immersion" in client.get(address).content.decode()
    world.complete()
    contracts.send_to_signature(world.teacher, world.contract)
    assert "S’opposer à cette immersion" not in client.get(address).content.decode()
    client.force_login(world.teacher.user)
    assert client.post(address, {"reason": "x"}).status_code == 403


def test_the_branch_without_account_objects_by_its_link(client):
    world = make_contract_world(with_officer=False)
    link = world.branch_link
    assert client.get(link.path).status_code == 200
    client.post(link.path, {"reason": "Pas cette année"})
    assert BranchConsultation.objects.get().objection == "Pas cette année"


def test_the_preview_is_a_tagged_draft(client, world):
    client.force_login(world.company.user)
    pdf = pypdf.PdfReader(io.BytesIO(client.get(url("contract_preview", world)).content))
    text = pdf.pages[0].extract_text()
    assert "projet" in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join(page.extract_text() for page in pdf.pages)
    for expected in ("Droit à l", "Données personnelles", "Assurances", "Évaluation", "Programme"):
        assert expected in words
    assert "{" not in words


def test_the_preview_of_an_incomplete_contract_leaves_blanks(client, world):
    """A draft is read before R-CEE-4 is satisfied: no party, branch, place nor programme."""
    world.contract.parties.all().delete()
    world.contract.sessions.all().delete()
    blank = {"branch": None, "referent_name": "", "tutor_name": "", "place": ""}
    type(world.contract).objects.filter(pk=world.contract.pk).update(**blank)
    client.force_login(world.teacher.user)
    pdf = pypdf.PdfReader(io.BytesIO(client.get(url("contract_preview", world)).content))
    words = " ".join(page.extract_text() for page in pdf.pages)
    # Place, referent, tutor, branch, and the three who sign.
    assert words.count("à compléter") == 7
    assert "None" not in words


def test_the_list_is_constant_in_queries_and_filters(client, world, django_assert_max_num_queries):
    client.force_login(world.officer.user)
    address = reverse("partnerships:contracts")
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
    for _ in range(3):
        other = make_contract_world()
        other.contract.branch = world.contract.branch
        other.contract.save()
    with django_assert_max_num_queries(12):
        page = client.get(address)
    assert len(page.context["page_obj"].object_list) == 4
    company = world.booking.company.name
    found = client.get(address, {"q": company.upper()}).context["page_obj"].object_list
    assert world.contract in found
    assert not client.get(address, {"etat": "signed"}).context["page_obj"].object_list
    assert not client.get(address, {"etat": "retard"}).context["page_obj"].object_list


def test_what_is_late_is_found_and_said(client, world, time_machine):
    time_machine.move_to("2026-12-01 10:00+01:00")
    world.in_signature()
    time_machine.move_to("2026-12-23 10:00+01:00")
    client.force_login(world.officer.user)
    for state in ("appeler", "retard"):
        page = client.get(reverse("partnerships:contracts"), {"etat": state})
        assert page.context["page_obj"].object_list == [world.contract]
        assert "à appeler" in page.content.decode()
    time_machine.move_to("2027-01-03 10:00+01:00")
    client.force_login(world.officer.user)
    page = client.get(reverse("partnerships:contracts"), {"etat": "retard"})
    assert "moins de dix jours" in page.content.decode()


def test_r_ag_1_signatories_are_replaced_in_the_round_once_it_is_out(client, world):
    client.force_login(world.teacher.user)
    for name in ("contract_school", "contract_company"):
        assert "_email" in client.get(url(name, world)).content.decode()
    world.in_signature()
    for name in ("contract_school", "contract_company"):
        form = client.get(url(name, world)).context["form"]
        assert not [field for field in form.fields if field.endswith("_email")]
    page = client.get(url("contract", world)).content.decode()
    assert "Suivre les signatures" in page


def test_a_notice_is_listed_on_the_page(client, world):
    world.in_signature()
    client.force_login(world.teacher.user)
    data = form_data(client.get(url("contract_company", world)).context["form"])
    client.post(url("contract_company", world), data | {"tutor_name": "Autre"})
    assert ContractNotice.objects.get().number == 1
    page = client.get(url("contract", world)).content.decode()
    assert "Avis n° 1" in page
    assert "Auparavant&nbsp;: D. Faure" in page
    notice = Notice.objects.filter(kind="contract.notice")
    mail = kind_of("contract.notice").render(notice.first().at(timezone.now()))
    assert mail.facts[0] == ("Tuteur dans l’entreprise", "Autre (auparavant : D. Faure)")
    to_host = notice.get(recipient_email=world.booking.contact_email)
    assert (
        kind_of("contract.notice").render(to_host.at(timezone.now())).action[1]
        == world.fill_link.url
    )


def test_the_link_is_sent_again_by_the_school_only(client, world):
    address = url("contract_ask", world)
    client.force_login(world.teacher.user)
    assert client.get(address).status_code == 405
    assert "Le lien est envoyé." in client.post(address, follow=True).content.decode()
    assert "déjà été envoyé" in client.post(address, follow=True).content.decode()
    client.force_login(world.officer.user)
    assert "Seul l’établissement" in client.post(address, follow=True).content.decode()


def test_the_kind_is_changed_from_the_page(client, world):
    client.force_login(world.teacher.user)
    assert url("contract_kind", world) not in client.get(url("contract", world)).content.decode()
    world.booking.company.naf_code = "47.11F"
    world.booking.company.save()
    page = client.get(url("contract", world)).content.decode()
    assert url("contract_kind", world) in page
    assert "pas une activité industrielle" in page
    client.post(url("contract_kind", world))
    page = client.get(url("contract", world)).content.decode()
    assert "deux signatures" in page
    assert url("contract_kind", world) not in page


def test_a_closed_contract_has_no_form(client, world):
    world.contract.state = ContractState.CANCELLED
    world.contract.save()
    assert status(client, world.teacher, url("contract_school", world)) == 403


def test_signed_out_asks_to_sign_in(client, world):
    for name in (*PAGES, *SCHOOL_FORMS, *SHARED_FORMS):
        assert client.get(url(name, world)).status_code == 302


def test_a_school_of_another_place_has_an_empty_list(client, world):
    client.force_login(actor_for(Role.TEACHER, school=SchoolFactory()).user)
    page = client.get(reverse("partnerships:contracts"))
    assert not page.context["page_obj"].object_list
    assert "Aucune convention cette année" in page.content.decode()
