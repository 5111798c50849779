"""The pages in a real browser: accessible, within the policy, usable on a phone."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from documents import paper, rounds
from documents.models import DocumentTemplate
from tests.accounts.factories import actor_for
from tests.chromium import running_chromium
from tests.directory.factories import SchoolFactory
from tests.documents.factories import (
    CODE,
    QuestionnaireFactory,
    ask,
    holder,
    open_charter,
    signatory_of,
)
from tests.documents.test_paper import upload

WIDTHS = {"phone": 390, "desk": 1280}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, running_chromium() as browser:
        # Playwright keeps a loop in this thread; the tests themselves stay synchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture(params=["phone", "desk"])
def page(request, chromium, live_server):
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": WIDTHS[request.param], "height": 844},
        locale="fr-FR",
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.problems = []
    page.on(
        "console",
        lambda message: page.problems.append(message.text) if message.type == "error" else None,
    )
    yield page
    context.close()


@pytest.fixture
def look(page, tmp_path):
    """Open an address: no policy violation, no horizontal scroll, nothing from axe."""

    def open_page(path, name):
        page.goto(path)
        check(name)

    def check(name):
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert page.problems == []
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.problems.clear()  # axe measures with styles of its own, which the policy refuses

    open_page.check = check
    return open_page


def sign_in(page, live_server, client, actor):
    client.force_login(actor.user)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def test_signing_by_link_from_code_to_status(page, look, typed_code):
    signed = open_charter()
    one = signatory_of(signed, "head")
    paper.record_paper(
        holder(signatory_of(signed, "company")), signatory_of(signed, "company"), upload()
    )
    look(one.current_link.path, "to-sign")
    page.get_by_role("button", name="Recevoir mon code").click()
    page.get_by_text("vient de vous être envoyé").wait_for()
    page.get_by_label("Code reçu").fill("12")
    page.get_by_role("button", name="Signer", exact=True).click()
    page.get_by_text("pas le bon").first.wait_for()
    look.check("wrong-code")
    page.get_by_label("Code reçu").fill(typed_code(one.email))
    page.get_by_role("button", name="Signer", exact=True).click()
    page.get_by_text("Vous avez signé le").wait_for()
    look.check("signed")
    rounds.void(holder(one), signed, "Changement de date.")
    look(one.current_link.path, "voided")


def test_follow_up_and_ceremony(page, look, live_server, client, typed_code):
    school = SchoolFactory()
    signed = open_charter(school)
    sign_in(page, live_server, client, actor_for(Role.HEAD, school=school))
    look(reverse("documents:round", args=[signed.pk]), "round")
    look(reverse("documents:ceremony", args=[signed.pk]), "ceremony")
    for one in signed.signatories.all():
        page.get_by_role("button", name=f"Recevoir mon code : {one.label}").click()
        page.get_by_text(f"Le code est parti : {one.label}").wait_for()
        page.locator(f"#id_signer-{one.pk}-code").fill(typed_code(one.email))
        page.get_by_role("button", name=f"Signer : {one.label}").click()
        page.get_by_text(f"Signature enregistrée : {one.label}").wait_for()
    page.get_by_role("heading", name="Signé par tous").wait_for()
    look.check("ceremony-done")


def test_verification_of_a_dropped_file(page, look, typed_code, tmp_path):
    signed = open_charter()
    path = tmp_path / "convention.pdf"
    path.write_bytes(signed.pdf.bytes)
    look("/verifier/", "verify")
    page.get_by_label("Document à vérifier (PDF)").set_input_files(path)
    page.get_by_role("button", name="Vérifier", exact=True).click()
    page.get_by_role("heading", name="Document authentique").wait_for()
    look.check("verified")
    page.get_by_label("Ou son empreinte").fill("a" * 64)
    page.get_by_role("button", name="Vérifier", exact=True).click()
    page.get_by_role("heading", name="Document inconnu").wait_for()
    look.check("unknown")


def test_answering_a_questionnaire(page, look):
    QuestionnaireFactory()
    later = timezone.localdate() + dt.timedelta(days=30)
    (row,) = ask(SchoolFactory(), closes_on=later)
    look(row.path, "questions")
    page.get_by_role("button", name="Enregistrer ma réponse").click()
    page.get_by_text("Cette réponse est nécessaire.").first.wait_for()
    look.check("questions-missing")
    page.get_by_text("5 – tout à fait").click()
    page.get_by_text("Oui", exact=True).click()
    page.get_by_role("button", name="Enregistrer ma réponse").click()
    page.get_by_text("Merci : votre réponse est enregistrée").wait_for()
    look.check("questions-done")


def test_wording_in_the_admin(page, look, live_server, client):
    open_charter()
    actor = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    sign_in(page, live_server, client, actor)
    template = DocumentTemplate.objects.get(kind=CODE)
    look(reverse("admin:documents_documenttemplate_changelist"), "templates")
    look(reverse("admin:documents_documenttemplate_change", args=[template.pk]), "template")
    look(reverse("admin:documents_documenttemplate_add") + f"?depuis={template.pk}", "new-version")
