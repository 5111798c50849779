import datetime as dt

import pytest
from django.core.management import call_command

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment, User
from tests.directory.factories import BranchOrganisationFactory, CompanyFactory, SchoolFactory

pytestmark = pytest.mark.django_db
EMAIL = "Nadia.Ferrand@ac-toulouse.test"


def grant(capsys, *args):
    """(exit status, standard output, standard error)."""
    try:
        call_command("grant_role", *args)
        status = 0
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    return status, out, err


def test_it_creates_the_person_and_prints_a_link_that_signs_in(capsys, client, settings):
    school = SchoolFactory()

    status, out, err = grant(capsys, EMAIL, "teacher", "--school", school.uai.lower())

    user = User.objects.get(email=EMAIL.lower())
    assert (status, err) == (0, "")
    assert Actor.of(user).school_ids == {school.pk} and not user.has_usable_password()
    link = out.split()[-1]
    assert link.startswith(settings.BASE_URL)
    said = {"first_name": "Nadia", "last_name": "Ferrand"}
    assert client.post(link.removeprefix(settings.BASE_URL), said).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_twice_is_once_and_the_end_may_change(capsys):
    school = SchoolFactory()
    grant(capsys, EMAIL, "rbde", "--school", school.uai)
    _, out, _ = grant(capsys, EMAIL, "rbde", "--school", school.uai, "--until", "2099-08-31")

    assert "Rôle déjà attribué" in out and "31/08/2099" in out
    assert RoleAssignment.objects.get().ends_on == dt.date(2099, 8, 31)
    assert User.objects.count() == 1


def test_another_place_is_added_to_the_scope(capsys):
    schools = [SchoolFactory(), SchoolFactory()]
    for school in schools:
        grant(capsys, EMAIL, "rbde", "--school", school.uai)

    actor = Actor.of(User.objects.get())
    assert actor.school_ids == {school.pk for school in schools}


def test_every_kind_of_place(capsys):
    company, branch = CompanyFactory(), BranchOrganisationFactory(name="UIMM Essai")
    spaced = f"{company.siret[:3]} {company.siret[3:]}"

    assert grant(capsys, "a@x.test", "company_representative", "--company", spaced)[0] == 0
    assert grant(capsys, "b@x.test", "branch_officer", "--branch", "uimm essai")[0] == 0
    assert grant(capsys, "c@x.test", "department_office", "--department", "31")[0] == 0
    assert grant(capsys, "d@x.test", "education_authority", "--academy", "16")[0] == 0
    assert grant(capsys, "e@x.test", "administrator")[0] == 0

    def actor(email):
        return Actor.of(User.objects.get(email=email))

    assert actor("a@x.test").company_ids == {company.pk}
    assert actor("b@x.test").branch_ids == {branch.pk}
    assert actor("c@x.test").department_codes == {"31"}
    assert "09" in actor("d@x.test").department_codes
    assert actor("e@x.test").is_administrator


def test_the_whole_region(capsys):
    assert grant(capsys, EMAIL, "education_authority", "--region")[0] == 0
    assert {"31", "34"} <= Actor.of(User.objects.get()).department_codes


def test_an_unknown_branch_tells_the_known_ones(capsys):
    BranchOrganisationFactory(name="UIMM Essai")
    assert (
        "Choix\N{NO-BREAK SPACE}: UIMM Essai."
        in grant(capsys, EMAIL, "branch_officer", "--branch", "uimm")[2]
    )


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        ([EMAIL, "empereur"], 2, "n’est pas un rôle"),
        (["pas-une-adresse", "administrator"], 2, "n’est pas une adresse"),
        ([EMAIL, "administrator", "--until", "31/08/2027"], 2, "n’est pas une date"),
        ([EMAIL, "administrator", "--until", "2020-08-31"], 1, "déjà passée"),
        ([EMAIL, "teacher", "--school", "0310000Z"], 1, "Aucun établissement"),
        (
            [EMAIL, "branch_officer", "--branch", "inconnue"],
            1,
            "Choix\N{NO-BREAK SPACE}: aucune, importez-les",
        ),
        ([EMAIL, "teacher"], 1, "demande un périmètre\N{NO-BREAK SPACE}: établissements"),
        ([EMAIL, "teacher", "--department", "31"], 1, "ne porte pas sur des départements"),
        ([EMAIL, "administrator", "--department", "31"], 1, "ne porte pas sur"),
    ],
)
def test_errors_are_french_and_write_nothing(capsys, args, status, words):
    ended, out, err = grant(capsys, *args)

    assert (ended, out) == (status, "") and words in err
    assert not User.objects.exists() and not RoleAssignment.objects.exists()


def test_it_is_journalled_with_its_place(capsys):
    school = SchoolFactory()
    grant(capsys, EMAIL, "head", "--school", school.uai)

    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.school) == ("a attribué le rôle", school)
    assert entry.actor_label == "Commande grant_role"
    assert entry.subject == RoleAssignment.objects.get(role=Role.HEAD)
