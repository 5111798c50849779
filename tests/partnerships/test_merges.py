"""Merging two sheets of one company: everything follows, exactly that is put back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import journal, links
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.french import unbroken
from directory.models import Company, Contact
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import merging
from partnerships.enums.relation import InteractionKind
from partnerships.models import Booking, CompanyMerge, Interaction, Offer, Portfolio
from partnerships.rules import companies as rules_companies
from partnerships.workflow import merges
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import (
    CompanyFactory,
    ContactFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

REASON = "Saisie deux fois"


@pytest.fixture
def rbde(db):
    return actor_for(Role.RBDE, school=SchoolFactory())


@pytest.fixture
def pair(db):
    kept = CompanyFactory(name="Fonderie du Midi", email="", phone="0561000000", website="")
    dropped = CompanyFactory(
        name="Fonderie Midi", email="accueil@midi.example", phone="0562000000", website=""
    )
    return kept, dropped


def everything_of(company):
    """One row of every kind that points at a company, and a link about it."""
    offer = OfferFactory(host_company=company)
    booking = BookingFactory(slot=SlotFactory(offer=offer))
    visit = BookingFactory(elsewhere=True, company=company)
    ContactFactory(company=company)
    school = SchoolFactory()
    note = Interaction.objects.create(
        company=company, school=school, kind=InteractionKind.NOTE, text="À rappeler"
    )
    Portfolio.objects.create(company=company, school=school, owner=UserFactory())
    role = RoleAssignmentFactory(role=Role.COMPANY_REPRESENTATIVE, companies=[company])
    journal.record(Actor.system("Essai"), "a essayé", note, company=company)
    until = timezone.now() + timezone.timedelta(days=9)
    links.issue(
        Actor.system("Essai"), "fiche", company, name="A", email="a@b.fr", valid_until=until
    )
    return offer, booking, visit, role


def keys(company):
    return {
        one.label: set(one.rows(company).values_list("pk", flat=True))
        for one in merging.columns()
        if not one.is_link and one.label != "accounts.JournalEntry.company"
    }


def test_everything_follows_and_exactly_that_is_put_back(rbde, pair):
    kept, dropped = pair
    theirs, ours = everything_of(dropped), everything_of(kept)
    both = RoleAssignmentFactory(role=Role.COMPANY_REPRESENTATIVE, companies=[kept, dropped])
    before = keys(kept), keys(dropped)
    told = JournalEntry.objects.filter(company=dropped).count()

    row = merges.merge(rbde, kept, dropped, REASON)

    assert not any(keys(dropped).values())
    assert keys(kept) == {label: before[0][label] | before[1][label] for label in before[0]}
    assert list(theirs[3].companies.all()) == [kept] == list(both.companies.all())
    assert not JournalEntry.objects.filter(company=dropped).exists()
    kept.refresh_from_db()
    dropped.refresh_from_db()
    assert (kept.email, kept.phone) == ("accueil@midi.example", "0561000000")
    assert (dropped.is_active, dropped.living) == (False, kept)
    entry = JournalEntry.objects.about(row).get()
    assert (entry.company, entry.reason, entry.user) == (kept, REASON, rbde.user)

    later = ContactFactory(company=kept)
    assert merges.undo(rbde, row) == {}

    assert keys(dropped) == before[1]
    before[0]["directory.Contact.company"].add(later.pk)
    assert keys(kept) == before[0]
    assert list(theirs[3].companies.all()) == [dropped]
    assert list(ours[3].companies.all()) == [kept]
    assert set(both.companies.all()) == {kept, dropped}
    assert JournalEntry.objects.filter(company=dropped).count() == told
    dropped.refresh_from_db()
    assert (dropped.is_active, dropped.merged_into) == (True, None)
    assert Company.objects.get(pk=kept.pk).email == ""
    with pytest.raises(Refused, match="déjà annulée"):
        merges.undo(rbde, row)


def test_every_key_to_a_company_is_moved_and_its_unique_keys_are_known():
    """A new table appears here: think of what two rows of it become when they meet."""
    moved = {one.label: bool(one.unique_with()) for one in merging.columns()}
    assert moved == {
        "directory.Contact.company": False,
        "accounts.JournalEntry.company": False,
        "accounts.RoleAssignment_companies.company": True,
        "clee.Action_companies.company": True,
        "clee.Member.company": True,
        "partnerships.Offer.host_company": False,
        "partnerships.Booking.company": False,
        "partnerships.Booking.guest_company": False,
        "partnerships.SlotWaiting.guest_company": False,
        "partnerships.Interaction.company": False,
        "partnerships.Portfolio.company": True,
        "partnerships.ContactCeiling.company": True,
        "partnerships.Partnership.company": False,
        "partnerships.CompanyCorrection.company": False,
        "partnerships.CompanyNeed.company": False,
        "partnerships.NetworkMember.company": True,
        "partnerships.SchoolRequestCall.company": True,
        "partnerships.SchoolRequestAnswer.company": True,
        "partnerships.BranchCallHost.company": True,
        "partnerships.BranchMatch.company": True,
        "partnerships.ClosedPeriod.company": False,
        "partnerships.StandIn.company": False,
        "placements.DiscoveryTrack.company": False,
        "placements.HostAccess.company": True,
        "placements.HostAsk.company": True,
        "placements.HostDeclaration.company": False,
        "placements.HostPart.company": True,
        "placements.Insertion.company": False,
        "placements.JobOffer.company": False,
        "placements.Stay.company": False,
        "placements.PlacementOffer.company": False,
        "placements.TrackDay.company": True,
        "events.Event.company": False,
        "events.Juror.company": False,
        "accounts.PersonalLink.subject_id": False,
    }


@pytest.mark.parametrize(
    ("kept", "dropped", "same", "words"),
    [
        ({}, {}, True, "elle-même"),
        ({"is_active": False}, {}, False, "« A » a fermé"),
        ({}, {"is_merged": True}, False, "« B » est déjà fusionnée"),
        ({"is_merged": True, "is_active": False}, {}, False, "« A » est déjà fusionnée"),
        ({}, {"siret": "1"}, False, "Gardez la fiche qui a un SIRET"),
        ({"siret": "1"}, {"siret": "2"}, False, ""),
        ({"siret": "1"}, {"is_active": False}, False, ""),
    ],
)
def test_what_forbids_a_merge(kept, dropped, same, words):
    sheets = (rules_companies.Sheet("A", **kept), rules_companies.Sheet("B", **dropped))
    found = rules_companies.check_merge(*sheets, same=same)
    blocking = " ".join(one.message for one in found if one.blocking)
    assert (unbroken(words) in blocking) if words else not blocking


def test_a_company_is_not_merged_with_itself_nor_without_a_reason(rbde, pair):
    kept, dropped = pair
    with pytest.raises(Refused, match="elle-même"):
        merges.merge(rbde, kept, kept, REASON)
    with pytest.raises(Refused, match="pourquoi"):
        merges.merge(rbde, kept, dropped, "  ")
    assert not CompanyMerge.objects.exists()


def test_only_who_keeps_the_sheets_of_both_departments_merges(pair):
    kept, dropped = pair
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    rbde = actor_for(Role.RBDE, school=SchoolFactory())
    with pytest.raises(Refused, match="votre département"):
        merges.merge(rbde, kept, far, REASON)
    for role in (Role.DDFPT, Role.TEACHER, Role.COMPANY_REPRESENTATIVE):
        with pytest.raises(Refused, match="votre département"):
            merges.merge(actor_for(role), kept, dropped, REASON)
    region = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    assert merges.merge(region, kept, far, REASON).kept == kept


def test_an_undo_waits_for_the_later_merge_and_stops_at_what_others_added(rbde, pair):
    kept, dropped = pair
    offer = OfferFactory(host_company=dropped)
    first = merges.merge(rbde, kept, dropped, REASON)
    third = CompanyFactory()
    second = merges.merge(rbde, third, kept, REASON)
    with pytest.raises(Refused, match="annulez d’abord"):
        merges.undo(rbde, first)
    with pytest.raises(Refused, match="déjà fusionnée"):
        merges.merge(rbde, third, dropped, REASON)
    assert Company.objects.get(pk=dropped.pk).living == third
    merges.undo(rbde, second)
    booking = BookingFactory(slot=SlotFactory(offer=Offer.objects.get(pk=offer.pk)))
    assert booking.company == kept
    with pytest.raises(Refused, match="1 demande"):
        merges.undo(rbde, first)
    assert Booking.objects.get(pk=booking.pk).company == kept


def test_what_was_deleted_since_is_told_not_made_again(rbde, pair):
    kept, dropped = pair
    ContactFactory(company=dropped)
    staying = ContactFactory(company=dropped)
    row = merges.merge(rbde, kept, dropped, REASON)
    Contact.objects.exclude(pk=staying.pk).delete()
    assert merges.undo(rbde, row) == {"directory.Contact.company": 1}
    assert list(dropped.contacts.all()) == [staying]


def test_a_ban_of_the_labour_inspection_holds_for_the_kept_sheet(rbde, pair):
    kept, dropped = pair
    dropped.agreement_forbidden, dropped.agreement_forbidden_reason = True, "Décision du 3 mai"
    dropped.save()
    row = merges.merge(rbde, kept, dropped, REASON)
    kept.refresh_from_db()
    assert (kept.agreement_forbidden, kept.agreement_forbidden_reason) == (
        True,
        "Décision du 3 mai",
    )
    merges.undo(rbde, row)
    kept.refresh_from_db()
    assert not kept.agreement_forbidden


def test_the_pages_choose_compare_merge_and_undo(client, rbde, pair):
    client.force_login(rbde.user)
    kept, dropped = pair
    ContactFactory(company=dropped)
    page = reverse("admin:directory_company_merge", args=[kept.pk])
    assert "Fonderie Midi" in client.get(page).content.decode()
    two = client.get(page, {"autre": dropped.pk}).content.decode()
    assert "1 personne de contact" in two and "0562000000" in two
    assert "Indiquez pourquoi" not in two
    done = client.post(f"{page}?autre={dropped.pk}", {"reason": REASON}, follow=True)
    text = done.content.decode()
    assert "est fusionnée dans" in text and "1 personne de contact" in text
    old = client.get(reverse("admin:directory_company_change", args=[dropped.pk]), follow=True)
    assert old.redirect_chain[-1][0] == reverse("admin:directory_company_change", args=[kept.pk])
    assert "a été fusionnée avec" in old.content.decode()
    row = CompanyMerge.objects.get()
    undone = client.post(
        reverse("admin:partnerships_companymerge_undo", args=[row.pk]), follow=True
    )
    assert "La fusion est annulée" in undone.content.decode()
    assert dropped.contacts.count() == 1


def test_a_merge_of_another_department_is_not_found(client, pair):
    region = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    row = merges.merge(region, *pair, REASON)
    school = SchoolFactory(department=DepartmentFactory(code="34", name="Hérault"))
    client.force_login(actor_for(Role.RBDE, school=school).user)
    undo = reverse("admin:partnerships_companymerge_undo", args=[row.pk])
    assert client.post(undo).status_code == 404
    assert (
        client.get(reverse("admin:directory_company_merge", args=[row.kept_id])).status_code == 404
    )
    page = reverse("admin:partnerships_companymerge_change", args=[row.pk])
    assert client.get(page).status_code == 404
    assert CompanyMerge.objects.standing().exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.DDFPT, 404), (Role.DEPARTMENT_SUPERVISOR, 404), (Role.TEACHER, 302), (Role.HEAD, 302)],
)
def test_other_roles_have_no_page_of_a_merge(client, pair, role, status):
    """302: to the sign-in of the admin, as for every page of it."""
    client.force_login(actor_for(role).user)
    kept, _ = pair
    for name in ("merge", "right", "ask"):
        url = reverse(f"admin:directory_company_{name}", args=[kept.pk])
        answer = client.get(url) if name == "merge" else client.post(url)
        assert answer.status_code == status, name


def test_the_desks_of_the_schools_concerned_are_told(rbde, pair):
    kept, dropped = pair
    near, other = SchoolFactory(), SchoolFactory()
    for school, company in ((near, dropped), (other, kept)):
        Interaction.objects.create(company=company, school=school, text="Appelé")
    told = [actor_for(Role.RBDE, school=school).user.email for school in (near, other)]
    actor_for(Role.TEACHER, school=near)
    actor_for(Role.RBDE)
    row = merges.merge(rbde, *pair, REASON)
    notices = Notice.objects.filter(kind="company.merged")
    assert sorted(notices.values_list("recipient_email", flat=True)) == sorted(told)
    content = kind_of("company.merged").render(notices[0])
    assert str(dropped) in content.paragraphs[0] and row.reason in content.paragraphs[1]
    merges.undo(rbde, row)
    notices = Notice.objects.filter(kind="company.separated")
    assert sorted(notices.values_list("recipient_email", flat=True)) == sorted(told)
    content = kind_of("company.separated").render(notices[0])
    assert content.action[1].endswith(reverse("partnerships:relation", args=[dropped.pk]))
