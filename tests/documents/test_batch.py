"""Several documents signed with one code, by the person of whom each is asked (R-AG-2)."""

import pytest

from accounts.enums import Role
from directory.french import full_day
from directory.violations import Refused
from documents import batch
from documents.enums import RoundState
from documents.models import Signatory
from documents.rounds import SignatoryData
from documents.todo import todos
from tests.accounts.factories import actor_for
from tests.documents.factories import THREE, open_charter

pytestmark = pytest.mark.django_db
IP = "192.0.2.1"


@pytest.fixture
def head():
    return actor_for(Role.HEAD)


@pytest.fixture
def asked(head):
    """Two documents that the head signs, one after the others have signed."""
    email = head.user.email
    people = [SignatoryData("head", "Pour l’établissement", "Claire Petit", email, 1)]
    more = [*people, THREE[0]]
    return [open_charter(signatories=people), open_charter(signatories=more)]


def keys(head):
    return [one.pk for one in batch.awaited_of(head.user)]


def test_one_code_signs_all_and_seals_what_is_complete(head, asked, typed_code):
    batch.send_code(head)
    assert batch.sign(head, keys(head), typed_code(head.user.email), IP) == 2
    states = [type(one).objects.get(pk=one.pk).state for one in asked]
    assert states == [RoundState.SEALED, RoundState.OPEN]
    mine = Signatory.objects.filter(email=head.user.email)
    assert {one.sha256 for one in mine} == {one.sha256 for one in asked}
    assert {one.ip for one in mine} == {IP}
    assert keys(head) == []


def test_only_what_is_ticked(head, asked, typed_code):
    batch.send_code(head)
    first, second = keys(head)
    batch.sign(head, [second], typed_code(head.user.email), IP)
    assert keys(head) == [first]


def test_the_signatures_of_others_are_never_given(head, asked, typed_code):
    batch.send_code(head)
    others = list(Signatory.objects.exclude(email=head.user.email).values_list("pk", flat=True))
    with pytest.raises(Refused, match="Cochez"):
        batch.sign(head, others, typed_code(head.user.email), IP)
    assert not Signatory.objects.signed().exists()


def test_a_wrong_code_signs_nothing(head, asked, typed_code):
    batch.send_code(head)
    right = typed_code(head.user.email)
    wrong = "000000" if right != "000000" else "111111"
    with pytest.raises(Refused, match="pas le bon"):
        batch.sign(head, keys(head), wrong, IP)
    assert len(keys(head)) == 2


def test_what_comes_after_the_code_is_not_signed_by_it(head, asked, typed_code):
    batch.send_code(head)
    one = SignatoryData("head", "Pour l’établissement", "Claire Petit", head.user.email, 1)
    open_charter(signatories=[one])
    with pytest.raises(Refused, match="après l’envoi du code"):
        batch.sign(head, keys(head), typed_code(head.user.email), IP)


def test_nothing_asked_no_code():
    with pytest.raises(Refused, match="Aucune signature"):
        batch.send_code(actor_for(Role.HEAD))


def test_one_to_do_for_several_and_its_page(head, asked, client, typed_code):
    (line,) = todos(head, None)
    assert line.title == "Signer 2 documents en une fois"
    client.force_login(head.user)
    page = client.get(line.url).content.decode()
    assert asked[0].number in page and asked[1].number in page
    assert (
        page.count(f", au plus tard le {full_day(asked[0].wanted_on)}<") == 2
    )  # as each one's own page
    client.post(line.url, {"act": "code"})
    refused = client.post(line.url, {"act": "signer", "code": typed_code(head.user.email)})
    assert "Cochez au moins un document" in refused.content.decode()
    assert client.post(line.url, {"act": "autre"}).status_code == 404
    client.post(line.url, {"act": "code"})
    given = {"act": "signer", "code": typed_code(head.user.email), "document": keys(head)}
    client.post(line.url, given)
    assert keys(head) == []
    assert "Aucune signature ne vous est demandée" in client.get(line.url).content.decode()
