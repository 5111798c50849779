"""R-ID-6: a company closed in Sirene with immersions ahead; a masked name shown nowhere."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.models import Company
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums import BookingState
from partnerships.tasks import advance
from partnerships.workflow import sheets
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.directory.imports import ATELIER, run, sirene
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db
MASKED = {
    "statutDiffusionEtablissement": "P",
    "denominationUsuelleEtablissement": "[ND]",
    "enseigne1Etablissement": "[ND]",
    "libelleVoieEtablissement": "[ND]",
    "numeroVoieEtablissement": "[ND]",
    "typeVoieEtablissement": "[ND]",
}


def test_people_who_go_to_a_closed_company_are_told_once_and_nothing_is_lost(
    client, world, tmp_path
):
    rbde = actor_for(Role.RBDE, school=world.school)
    booking = world.ask()
    company = booking.company
    Company.objects.filter(pk=company.pk).update(siret=ATELIER["siret"], siren=ATELIER["siret"][:9])
    run("import_companies", sirene(tmp_path, {"etatAdministratifEtablissement": "F"}))
    for _ in range(2):
        advance(TODAY)
    told = Notice.objects.filter(kind="booking.host_closed")
    assert {one.recipient_email for one in told} == {rbde.user.email, world.teacher.user.email}
    booking.refresh_from_db()
    assert (booking.state, booking.seats_held) == (BookingState.SENT, 24)
    mail = kind_of("booking.host_closed").render(told.first())
    assert "a fermé" in mail.subject and "Rien n’est annulé" in mail.paragraphs[0]
    client.force_login(world.teacher.user)
    page = client.get(booking.get_absolute_url()).content.decode()
    assert "D’après le répertoire de l’État" in page


def test_a_masked_name_is_shown_nowhere(client, tmp_path):
    run("import_companies", sirene(tmp_path, MASKED))
    company = Company.objects.get()
    Company.objects.update(email="accueil@masque.example", city="Foix", updated_at=timezone.now())
    rbde = actor_for(Role.RBDE, school=SchoolFactory(department=company.department))
    link = sheets.ask_company(rbde, Company.objects.get())
    client.force_login(rbde.user)
    change = reverse("admin:directory_company_change", args=[company.pk])
    pages = [
        ("/recherche/", {"q": "foix"}),
        (reverse("partnerships:company_choices"), {"term": "foix"}),
        (reverse("admin:directory_company_changelist"), {"q": "foix"}),
        (change, {}),
        (reverse("admin:directory_company_merge", args=[company.pk]), {}),
        (reverse("admin:directory_company_history", args=[company.pk]), {}),
        (link.path, {}),
    ]
    for address, query in pages:
        answer = client.get(address, query)
        text = answer.content.decode()
        assert answer.status_code == 200 and "[ND]" not in text, address
        assert "non diffusible" in text or address.startswith("/admin/"), address
    chosen = {"action": "export_csv", "_selected_action": [company.pk]}
    exported = client.post(reverse("admin:directory_company_changelist"), chosen, follow=True)
    content = b"".join(exported.streaming_content) if exported.streaming else exported.content
    assert b"[ND]" not in content and b"non diffusible" in content
